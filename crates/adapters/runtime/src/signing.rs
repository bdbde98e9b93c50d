//! RSA signatures by the platform, which computes them in constant time and at a tenth of their cost in
//! WebAssembly.

use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::{js_sys, wasm_bindgen_futures::JsFuture};

const ALGORITHM: &str = "RSASSA-PKCS1-v1_5";

/// The platform did not sign, most likely because the key is no RSA key in PKCS #8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the runtime cannot sign with this key")]
pub struct SigningError;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["crypto", "subtle"], js_name = importKey)]
    fn import_key(
        format: &str,
        key: &js_sys::Uint8Array,
        algorithm: &JsValue,
        extractable: bool,
        usages: &js_sys::Array,
    ) -> Result<js_sys::Promise, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["crypto", "subtle"])]
    fn sign(
        algorithm: &str,
        key: &JsValue,
        message: &js_sys::Uint8Array,
    ) -> Result<js_sys::Promise, JsValue>;
}

/// Signs a message by RSASSA-PKCS1-v1_5 with SHA-256 (`RS256`) under a private key in PKCS #8.
pub async fn sign_rs256(pkcs8_der: &[u8], message: &[u8]) -> Result<Vec<u8>, SigningError> {
    let signed = signature(pkcs8_der, message).await;
    signed.map_err(|_| SigningError)
}

async fn signature(pkcs8_der: &[u8], message: &[u8]) -> Result<Vec<u8>, JsValue> {
    let algorithm = js_sys::Object::new();
    js_sys::Reflect::set(&algorithm, &"name".into(), &ALGORITHM.into())?;
    js_sys::Reflect::set(&algorithm, &"hash".into(), &"SHA-256".into())?;
    let usages = js_sys::Array::of1(&"sign".into());
    let der = js_sys::Uint8Array::from(pkcs8_der);
    let key = JsFuture::from(import_key("pkcs8", &der, &algorithm, false, &usages)?).await?;
    let message = js_sys::Uint8Array::from(message);
    let signature = JsFuture::from(sign(ALGORITHM, &key, &message)?).await?;
    Ok(js_sys::Uint8Array::new(&signature).to_vec())
}
