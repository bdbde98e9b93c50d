//! Two-color PNG (W3C Portable Network Graphics, third edition): one bit per pixel, stored without compression.

const SIGNATURE: [u8; 8] = [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n'];
/// One bit per pixel, palette colors, and the only methods of compression, filtering and interlacing.
const ONE_BIT_OF_A_PALETTE: [u8; 5] = [1, 3, 0, 0, 0];
/// Header of a zlib stream with stored (uncompressed) data (RFC 1950).
const ZLIB_HEADER: [u8; 2] = [0x78, 0x01];
const LAST_STORED_BLOCK: u8 = 1;

/// Draws rows of pixels, all of equal length. The image must be smaller than 64 KiB, since it is one stored block.
pub(super) fn of_two_colors(rows: &[Vec<bool>], background: [u8; 3], ink: [u8; 3]) -> Vec<u8> {
    let width = rows.first().map_or(0, Vec::len);
    let mut header = Vec::new();
    for side in [width, rows.len()] {
        header.extend(u32::try_from(side).unwrap_or_default().to_be_bytes());
    }
    header.extend(ONE_BIT_OF_A_PALETTE);
    let palette = [background, ink].concat();
    let chunks = [
        (*b"IHDR", header),
        (*b"PLTE", palette),
        (*b"IDAT", stored(&scan_lines(rows))),
        (*b"IEND", Vec::new()),
    ];
    let chunks = chunks.into_iter().flat_map(|(kind, data)| chunk(kind, &data));
    SIGNATURE.into_iter().chain(chunks).collect()
}

/// Packs each row, unfiltered, eight pixels per byte.
fn scan_lines(rows: &[Vec<bool>]) -> Vec<u8> {
    let mut lines = Vec::new();
    for row in rows {
        lines.push(0);
        for pixels in row.chunks(8) {
            let bits = pixels.iter().fold(0_u8, |bits, is_ink| (bits << 1) | u8::from(*is_ink));
            lines.push(bits << (8 - pixels.len()));
        }
    }
    lines
}

fn stored(data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap_or(u16::MAX);
    let mut stream = ZLIB_HEADER.to_vec();
    stream.push(LAST_STORED_BLOCK);
    stream.extend(length.to_le_bytes());
    stream.extend((!length).to_le_bytes());
    stream.extend(data);
    stream.extend(adler32(data).to_be_bytes());
    stream
}

fn chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let body = [&kind[..], data].concat();
    let mut chunk = u32::try_from(data.len()).unwrap_or_default().to_be_bytes().to_vec();
    chunk.extend(&body);
    chunk.extend(crc32(&body).to_be_bytes());
    chunk
}

/// Checksum of a chunk: CRC-32 with the reversed polynomial of ISO 3309.
fn crc32(data: &[u8]) -> u32 {
    let step = |crc: u32| if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 };
    !data.iter().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc)))
}

/// Checksum of a zlib stream (RFC 1950).
fn adler32(data: &[u8]) -> u32 {
    const MODULUS: u32 = 65_521;
    let (low, high) = data.iter().fold((1, 0), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % MODULUS;
        (low, (high + low) % MODULUS)
    });
    (high << 16) | low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_match_the_standards() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32(b"IEND"), 0xae42_6082);
        assert_eq!(adler32(b"Wikipedia"), 0x11e6_0398);
    }

    #[test]
    fn pixels_are_bits_from_the_left() {
        let row = [true, false, false, false, false, false, false, true, true].to_vec();
        assert_eq!(scan_lines(&[row]), [0, 0b1000_0001, 0b1000_0000]);
    }
}
