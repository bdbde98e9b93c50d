mod allowances;
mod dns_answers;
mod hostile_addresses;
mod hostile_hosts;
mod hostile_shapes;
mod legitimate;
mod properties;
mod ranges;
