//! Icons of the platforms as SVG and PNG; an app that finds one missing drops its whole list (contract 9, 4.3). They
//! are simple drawings of our own, no trademarks.

mod drawings;
mod png;

use std::fmt::Write;

use drawings::{DRAWINGS, Drawing};

/// Side length of a cell in the PNG, in pixels.
const PIXELS_PER_CELL: usize = 6;

/// One icon file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IconFile {
    pub content_type: &'static str,
    pub body: Vec<u8>,
}

/// Returns the icon file of a listed platform by its name, such as `gmail.svg` or `gmail.png`.
pub fn icon(file_name: &str) -> Option<IconFile> {
    let (name, kind) = file_name.split_once('.')?;
    let drawing = DRAWINGS.iter().find(|drawing| drawing.name == name)?;
    match kind {
        "svg" => Some(IconFile { content_type: "image/svg+xml", body: svg(drawing).into_bytes() }),
        "png" => Some(IconFile { content_type: "image/png", body: bitmap(drawing) }),
        _ => None,
    }
}

fn svg(drawing: &Drawing) -> String {
    let [red, green, blue] = drawing.color;
    let mut runs = String::new();
    for (y, row) in drawing.rows.iter().enumerate() {
        let mut x = 0;
        for run in row.as_bytes().chunk_by(|left, right| left == right) {
            if run.starts_with(b"#") {
                let width = run.len();
                // Writing to a `String` cannot fail.
                let _ = write!(runs, "M{x} {y}h{width}v1h-{width}z");
            }
            x += run.len();
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 16 16\" width=\"96\" height=\"96\">\
         <rect width=\"16\" height=\"16\" rx=\"3\" fill=\"#{red:02x}{green:02x}{blue:02x}\"/>\
         <path fill=\"#fff\" d=\"{runs}\"/></svg>"
    )
}

fn bitmap(drawing: &Drawing) -> Vec<u8> {
    let row = |row: &str| -> Vec<bool> {
        let cells = row.bytes().map(|cell| cell == b'#');
        cells.flat_map(|cell| [cell; PIXELS_PER_CELL]).collect()
    };
    let rows = drawing.rows.iter().map(|text| row(text));
    let rows: Vec<Vec<bool>> =
        rows.flat_map(|row| std::iter::repeat_n(row, PIXELS_PER_CELL)).collect();
    png::of_two_colors(&rows, drawing.color, [255, 255, 255])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform_entries;

    #[test]
    fn every_listed_platform_has_both_files() {
        for entry in platform_entries("https://relay.test/logos") {
            for (url, content_type) in
                [(entry.icon_svg, "image/svg+xml"), (entry.icon_png, "image/png")]
            {
                let name = url.strip_prefix("https://relay.test/logos/").unwrap();
                assert_eq!(icon(name).unwrap().content_type, content_type, "{name}");
            }
        }
        for name in ["gmail", "gmail.gif", "slack.svg", "", ".svg", "gmail.png.svg", "../gmail.svg"]
        {
            assert_eq!(icon(name), None, "{name}");
        }
    }

    #[test]
    fn drawing_has_sixteen_rows_of_sixteen_cells() {
        for Drawing { name, rows, .. } in DRAWINGS {
            for row in *rows {
                assert_eq!(row.len(), 16, "{name}: {row}");
                assert!(row.bytes().all(|cell| b".#".contains(&cell)), "{name}: {row}");
            }
        }
    }

    #[test]
    fn the_svg_draws_each_run_of_cells() {
        let text = String::from_utf8(icon("twitter.svg").unwrap().body).unwrap();
        assert!(text.starts_with("<svg xmlns=") && text.ends_with("</svg>"), "{text}");
        assert!(text.contains("M2 2h2v1h-2zM12 2h2v1h-2z"), "{text}");
    }
}
