package intake

import (
	"bufio"
	"bytes"
	"io"
)

// stepReader decodes one step at a time; a step appends what it decodes and ends with
// io.EOF at the mark of the end.
type stepReader struct {
	src  *bufio.Reader
	step func(src *bufio.Reader, out []byte) ([]byte, error)
	buf  []byte
	out  []byte
	err  error
}

func newStepReader(r io.Reader, step func(*bufio.Reader, []byte) ([]byte, error)) io.Reader {
	return &stepReader{src: bufio.NewReader(r), step: step}
}

func (s *stepReader) Read(p []byte) (int, error) {
	for len(s.out) == 0 && s.err == nil {
		s.buf, s.err = s.step(s.src, s.buf[:0])
		s.out = s.buf
	}
	n := copy(p, s.out)
	s.out = s.out[n:]
	if n == 0 {
		return 0, s.err
	}
	return n, nil
}

// runLength decodes one run: a count, then bytes as they are or one byte to repeat.
func runLength(src *bufio.Reader, out []byte) ([]byte, error) {
	n, err := src.ReadByte()
	if err != nil || n == 128 {
		return out, io.EOF
	}
	if n > 128 {
		b, err := src.ReadByte()
		return append(out, bytes.Repeat([]byte{b}, 257-int(n))...), err
	}
	out = append(out, make([]byte, int(n)+1)...)
	k, err := io.ReadFull(src, out)
	return out[:k], err
}

// hexPair decodes two digits; an odd last digit stands for itself and a zero.
func hexPair(src *bufio.Reader, out []byte) ([]byte, error) {
	var pair [2]byte
	for i := 0; i < 2; {
		c, err := src.ReadByte()
		if err != nil || c == '>' {
			if i == 1 {
				return append(out, pair[0]<<4), io.EOF
			}
			return out, io.EOF
		}
		digit := bytes.IndexByte([]byte("0123456789abcdef"), c|0x20)
		if isDigit(c) {
			digit = int(c - '0')
		}
		if digit < 0 {
			if isSpace(c) {
				continue
			}
			return out, isBroken
		}
		pair[i], i = byte(digit), i+1
	}
	return append(out, pair[0]<<4|pair[1]), nil
}

// until85 passes characters up to the mark ~> that ends base 85.
func until85(src *bufio.Reader, out []byte) ([]byte, error) {
	line, err := src.ReadSlice('~')
	if err == bufio.ErrBufferFull {
		return append(out, line...), nil
	}
	return append(out, bytes.TrimSuffix(line, []byte("~"))...), io.EOF
}

// unpredict undoes, in place, the row filters that PNG has lent to PDF. The other predictor, of TIFF,
// is not used for the streams that are read here.
func unpredict(data []byte, parms dict) ([]byte, error) {
	number := func(key name, otherwise int) int {
		if n, ok := parms.get(key).(int); ok {
			return n
		}
		return otherwise
	}
	kind := number("Predictor", 1)
	if kind <= 1 {
		return data, nil
	}
	colours, bits, columns := number("Colors", 1), number("BitsPerComponent", 8), number("Columns", 1)
	if kind < 10 || colours < 1 || colours > 32 || bits < 1 || bits > 16 || columns < 1 || columns > 1<<20 {
		return nil, isBroken
	}
	pixel, width := max(1, colours*bits/8), min((colours*bits*columns+7)/8, len(data))
	out, above := data[:0], make([]byte, width)
	for len(data) > 1 {
		row := data[1 : 1+min(width, len(data)-1)]
		if !unfilter(data[0], row, above, pixel) {
			return nil, isBroken
		}
		out, data = append(out, row...), data[1+len(row):]
		above = out[len(out)-len(row):]
	}
	return out, nil
}

// unfilter undoes the filter of one row in place.
func unfilter(kind byte, row, above []byte, pixel int) bool {
	for i := range row {
		var left, corner byte
		if i >= pixel {
			left, corner = row[i-pixel], above[i-pixel]
		}
		switch kind {
		case 0:
		case 1:
			row[i] += left
		case 2:
			row[i] += above[i]
		case 3:
			row[i] += byte((int(left) + int(above[i])) / 2)
		case 4:
			row[i] += paeth(int(left), int(above[i]), int(corner))
		default:
			return false
		}
	}
	return true
}

func paeth(a, b, c int) byte {
	distance := func(v int) int { return max(a+b-c-v, v-a-b+c) }
	switch {
	case distance(a) <= distance(b) && distance(a) <= distance(c):
		return byte(a)
	case distance(b) <= distance(c):
		return byte(b)
	}
	return byte(c)
}
