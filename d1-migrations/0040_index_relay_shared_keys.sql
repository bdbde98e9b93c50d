-- The rotation of SEALING_KEYS looks for what an older key sealed: by 'v1.<id of the key>.', with which it begins.
CREATE INDEX relay_shared_keys_sealing ON relay_shared_keys (substr(sealed_key, 1, instr(substr(sealed_key, 4), '.') + 3));
