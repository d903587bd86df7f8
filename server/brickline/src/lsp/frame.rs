//! Message frames on a byte stream: headers, a length, a body. Knows nothing of what the bodies say.

use std::io::{self, BufRead, Read, Write};

const LENGTH: &[u8] = b"content-length:";

/// What a stream held next.
#[derive(Debug, PartialEq)]
pub enum Frame {
    /// The body of a message.
    Body(Vec<u8>),
    /// Headers without a usable length.
    Malformed,
}

/// Reads the next frame; `None` at the end of the stream. What is no header is skipped up to the next one that gives a
/// length, so that one bad message does not end the session.
pub fn read_frame(input: &mut impl BufRead) -> io::Result<Option<Frame>> {
    let mut length: Option<Option<u64>> = None;
    loop {
        let mut line = Vec::new();
        if input.read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = line.trim_ascii();
        if let Some(value) = find_length(line) {
            length = Some(std::str::from_utf8(value).ok().and_then(|value| value.parse().ok()));
        } else if line.is_empty() {
            match length {
                Some(Some(length)) => return read_body(input, length).map(Some),
                Some(None) => return Ok(Some(Frame::Malformed)),
                None => {}
            }
        }
    }
}

/// What a line gives as length; junk may stand before the header when the message before it was longer than it said.
fn find_length(line: &[u8]) -> Option<&[u8]> {
    let at = line.windows(LENGTH.len()).position(|window| window.eq_ignore_ascii_case(LENGTH))?;
    Some(line[at + LENGTH.len()..].trim_ascii())
}

/// Reads as it comes, so that a length of petabytes allocates nothing.
fn read_body(input: &mut impl BufRead, length: u64) -> io::Result<Frame> {
    let mut body = Vec::new();
    input.take(length).read_to_end(&mut body)?;
    Ok(Frame::Body(body))
}

/// Writes a frame at once.
pub fn write_frame(output: &mut impl Write, body: &[u8]) -> io::Result<()> {
    write!(output, "Content-Length: {}\r\n\r\n", body.len())?;
    output.write_all(body)?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(mut input: &[u8]) -> Vec<Frame> {
        std::iter::from_fn(|| read_frame(&mut input).unwrap()).collect()
    }

    fn body(text: &str) -> Frame {
        Frame::Body(text.as_bytes().to_vec())
    }

    #[test]
    fn reads_frames_in_order() {
        let input = b"Content-Length: 2\r\n\r\n{}Content-Type: x\r\ncontent-length:3\r\nX: y\r\n\r\n[1]";
        assert_eq!(read_all(input), [body("{}"), body("[1]")]);
    }

    #[test]
    fn goes_on_after_what_is_no_message() {
        assert_eq!(read_all(b"hello\r\n\r\nContent-Length: 1\r\n\r\n1"), [body("1")]);
        assert_eq!(read_all(b"Content-Length: 1\r\n\r\n12Content-Length: 1\r\n\r\n3"), [body("1"), body("3")]);
        let input = b"Content-Length: many\r\n\r\nContent-Length: 1\r\n\r\n1";
        assert_eq!(read_all(input), [Frame::Malformed, body("1")]);
    }

    #[test]
    fn ends_with_the_stream() {
        assert_eq!(read_all(b""), []);
        assert_eq!(read_all(b"Content-Length: 99999999999999\r\n\r\n{}"), [body("{}")]);
    }

    #[test]
    fn writes_what_it_reads() {
        let mut written = Vec::new();
        write_frame(&mut written, "ü".as_bytes()).unwrap();
        assert_eq!(read_all(&written), [body("ü")]);
    }
}
