use super::*;

const NOW_MS: UnixMillis = UnixMillis::new(1_760_000_000_000);

fn item(id: &str) -> Item {
    Item {
        item_id: id.to_owned(),
        item_type: ItemType::Sms,
        sender: "$aes…".to_owned(),
        recipient: None,
        sim_number: Some(1),
        content: "$aes…".to_owned(),
        is_encrypted: true,
        reported_at_ms: NOW_MS - 1,
        attachments: Vec::new(),
    }
}

fn with_attachments(sizes: &[usize]) -> Item {
    // Four characters for every three bytes.
    let data = |bytes: &usize| "A".repeat(bytes / 3 * 4);
    let attachment =
        |bytes| Attachment::new(1, "image/png".to_owned(), String::new(), None, data(bytes));
    Item { attachments: sizes.iter().map(attachment).collect(), ..item("a") }
}

fn refused(items: Vec<Item>) -> Option<String> {
    Batch::check(items).err().map(|fault| fault.to_string())
}

#[test]
fn batch_has_1_to_500_items() {
    let items = |count: usize| (0..count).map(|at| item(&at.to_string())).collect();
    assert_eq!(refused(items(0)).unwrap(), "batch must contain at least one message");
    assert_eq!(refused(items(501)).unwrap(), "batch must contain at most 500 messages");
    assert_eq!(Batch::check(items(500)).unwrap().items().len(), 500);
}

fn with_part(part_id: i64, declared_size: Option<u64>) -> Item {
    let none = String::new;
    let part = Attachment::new(part_id, none(), none(), declared_size, none());
    Item { attachments: vec![part], ..item("a") }
}

#[test]
fn single_unencrypted_item_refuses_the_batch() {
    let clear = Item { is_encrypted: false, ..item("b") };
    assert_eq!(refused(vec![item("a"), clear]).unwrap(), "inbox messages must be encrypted");
}

#[test]
fn overlong_field_refuses_the_batch_and_is_named() {
    let long = |chars: usize| "é".repeat(chars);
    for (item, field) in [
        (Item { item_id: String::new(), ..item("a") }, Some("id")),
        (item(&long(37)), Some("id")),
        (item(&long(36)), None),
        (Item { sender: String::new(), ..item("a") }, None),
        (Item { sender: long(513), ..item("a") }, Some("sender")),
        (Item { sender: long(512), ..item("a") }, None),
        (Item { recipient: Some(long(513)), ..item("a") }, Some("recipient")),
        (Item { content: "x".repeat(65_536), ..item("a") }, Some("content")),
        (Item { content: String::new(), ..item("a") }, None),
        (Item { sim_number: Some(9_007_199_254_740_991), ..item("a") }, None),
        (Item { sim_number: Some(9_007_199_254_740_992), ..item("a") }, Some("simNumber")),
        (Item { sim_number: Some(i64::MIN), ..item("a") }, Some("simNumber")),
        (with_part(i64::MAX, None), Some("partId")),
        (with_part(1, Some(u64::MAX)), Some("size")),
        (with_part(1, Some(9_007_199_254_740_991)), None),
        (with_attachments(&[0; 101]), Some("attachments")),
        (with_attachments(&[0; 100]), None),
    ] {
        let expected = field.map(|field| format!("failed to validate: {field}"));
        assert_eq!(refused(vec![item]), expected);
    }
}

#[test]
fn attachments_are_limited_individually_and_together() {
    let (part, all) = (MAX_PART_BYTES / 3 * 3, MAX_REQUEST_BYTES / 3 * 3);
    assert_eq!(refused(vec![with_attachments(&[part])]), None);
    assert!(refused(vec![with_attachments(&[part + 3])]).is_some());
    assert_eq!(refused(vec![with_attachments(&[part, all - part])]), None);
    assert!(refused(vec![with_attachments(&[part, all - part + 3])]).is_some());
    let second = Item { item_id: "b".to_owned(), ..with_attachments(&[all - part + 3]) };
    let fault = refused(vec![with_attachments(&[part]), second]);
    assert_eq!(fault.unwrap(), "attachments are too large");
}

#[test]
fn first_of_two_items_with_the_same_id_counts() {
    let second = Item { content: "other".to_owned(), ..item("a") };
    let batch = Batch::check(vec![item("a"), second, item("b")]).unwrap();
    let kept: Vec<_> =
        batch.items().iter().map(|it| (it.item_id.as_str(), it.content.as_str())).collect();
    assert_eq!(kept, [("a", "$aes…"), ("b", "$aes…")]);
    assert_eq!(batch.without(&BTreeSet::from(["a".to_owned()])).items().len(), 1);
}

#[test]
fn implausible_clock_is_replaced_by_the_time_of_receipt() {
    let day_ms = 24 * 3_600_000;
    for (reported_at_ms, received_at_ms) in [
        (UnixMillis::EPOCH, UnixMillis::EPOCH),
        (NOW_MS + day_ms, NOW_MS + day_ms),
        (NOW_MS + day_ms + 1, NOW_MS),
        (UnixMillis::new(-1), NOW_MS),
        (UnixMillis::MAX, NOW_MS),
    ] {
        let item = Item { reported_at_ms, ..item("a") };
        assert_eq!(item.received_at_ms(NOW_MS), received_at_ms);
    }
}

#[test]
fn item_key_sorts_by_time_and_differs_between_phones() {
    let key = |at_ms, gateway, id| item_key(at_ms, &GatewayId::from_text(gateway), id);
    assert_eq!(key(NOW_MS, "g", "1"), key(NOW_MS, "g", "1"));
    assert!(key(NOW_MS, "g", "1") < key(NOW_MS + 1, "g", "1"));
    assert_ne!(key(NOW_MS, "g", "1"), key(NOW_MS, "h", "1"));
    assert_ne!(key(NOW_MS, "g1", "1"), key(NOW_MS, "g", "11"));
    assert_eq!(key(NOW_MS, "g", "1").len(), 36);
}

#[test]
fn types_have_the_contracts_names() {
    for item_type in ItemType::ALL {
        assert_eq!(ItemType::parse(item_type.as_str()), Some(item_type));
    }
    assert_eq!((ItemType::parse("sms"), ItemType::parse("")), (None, None));
}

#[test]
fn debug_output_hides_the_item() {
    let secret = Item { content: "hunter2".to_owned(), sender: "+1".to_owned(), ..item("a") };
    assert_eq!(format!("{secret:?}"), "Item(SMS a, redacted)");
}
