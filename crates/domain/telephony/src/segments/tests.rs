use proptest::prelude::*;

use super::*;

/// The alphabet of 3GPP TS 23.038 in its own order, without the escape.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
                     ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

fn repeated(text: &str, times: usize) -> String {
    text.repeat(times)
}

#[test]
fn alphabet_matches_the_standard() {
    assert_eq!(BASIC.chars().count(), 127);
    assert!(BASIC.chars().all(|character| septets(character) == Some(1)));
    assert!(EXTENSION.chars().all(|character| septets(character) == Some(2)));
    let known = |character: &char| BASIC.contains(*character) || EXTENSION.contains(*character);
    let others = (0..=0x1_ffff_u32).filter_map(char::from_u32).filter(|it| !known(it));
    assert_eq!(others.filter(|character| septets(*character).is_some()).count(), 0);
}

#[test]
fn single_segment_holds_160_septets_and_each_of_several_153() {
    for (length, segments) in [(0, 1), (1, 1), (160, 1), (161, 2), (306, 2), (307, 3), (459, 3)] {
        assert_eq!(count(&repeated("a", length)), segments, "{length}");
    }
}

#[test]
fn escaped_character_takes_two_septets_and_is_not_divided() {
    assert_eq!(count(&repeated("€", 80)), 1);
    assert_eq!(count(&repeated("€", 81)), 2);
    // 153 is odd, so a part of pairs alone has one septet to spare.
    assert_eq!(count(&repeated("€", 152)), 2);
    assert_eq!(count(&repeated("€", 153)), 3);
    // The pair that would lie across the boundary moves to the next part, which is then full.
    let across = format!("{}€{}", repeated("a", 152), repeated("a", 151));
    assert_eq!((count(&across), count(&format!("{across}a"))), (2, 3));
}

#[test]
fn character_outside_the_alphabet_limits_segments_to_70_and_67() {
    for (length, segments) in [(69, 1), (70, 2), (133, 2), (134, 3)] {
        assert_eq!(count(&format!("ю{}", repeated("a", length))), segments, "{length}");
    }
    assert_eq!(count("`"), 1);
    assert_eq!(count(&format!("`{}", repeated("a", 70))), 2);
}

#[test]
fn surrogate_pair_is_not_divided() {
    assert_eq!(count(&repeated("😀", 35)), 1);
    assert_eq!(count(&repeated("😀", 36)), 2);
    // 67 is odd.
    assert_eq!((count(&repeated("😀", 66)), count(&repeated("😀", 67))), (2, 3));
}

proptest! {
    #[test]
    fn longer_text_never_takes_fewer_segments(text in "[a-z€😀ю{]{0,400}", more in "[a-z€😀ю]{0,5}") {
        let segments = count(&text);
        prop_assert!(segments >= 1 && count(&(text.clone() + &more)) >= segments);
        let units = u32::try_from(text.encode_utf16().count()).unwrap();
        prop_assert!(segments <= 1 + units * 2 / 66);
    }
}
