package intake

import (
	"bytes"
	"compress/lzw"
	"compress/zlib"
	"encoding/ascii85"
	"errors"
	"io"

	tiff "golang.org/x/image/tiff/lzw"
)

// maxFilters is how many filters a stream may pass; only one of them may unpack.
const maxFilters = 4

// filters open the filters that matter; the codecs of pictures are not opened.
var filters = map[name]func(r io.Reader, parms dict) (io.Reader, error){
	"FlateDecode":     unflate,
	"Fl":              unflate,
	"LZWDecode":       unlzw,
	"LZW":             unlzw,
	"RunLengthDecode": func(r io.Reader, _ dict) (io.Reader, error) { return newStepReader(r, runLength), nil },
	"RL":              func(r io.Reader, _ dict) (io.Reader, error) { return newStepReader(r, runLength), nil },
	"ASCIIHexDecode":  func(r io.Reader, _ dict) (io.Reader, error) { return newStepReader(r, hexPair), nil },
	"AHx":             func(r io.Reader, _ dict) (io.Reader, error) { return newStepReader(r, hexPair), nil },
	"ASCII85Decode": func(r io.Reader, _ dict) (io.Reader, error) {
		return ascii85.NewDecoder(newStepReader(r, until85)), nil
	},
	"A85": func(r io.Reader, _ dict) (io.Reader, error) {
		return ascii85.NewDecoder(newStepReader(r, until85)), nil
	},
}

var unpacking = map[name]bool{"FlateDecode": true, "Fl": true, "LZWDecode": true, "LZW": true, "RunLengthDecode": true, "RL": true}

var pictureCodecs = map[name]bool{"DCTDecode": true, "DCT": true, "JPXDecode": true, "CCITTFaxDecode": true, "CCF": true, "JBIG2Decode": true}

// unflate is lenient about the checksum, as every reader is.
func unflate(r io.Reader, _ dict) (io.Reader, error) { return zlib.NewReader(r) }

func unlzw(r io.Reader, parms dict) (io.Reader, error) {
	if early, ok := parms.get("EarlyChange").(int); ok && early == 0 {
		return lzw.NewReader(r, lzw.MSB, 8), nil
	}
	return tiff.NewReader(r, tiff.MSB, 8), nil
}

// chain is how the bytes of a stream are packed: the filters in order, with their parameters.
type chain struct {
	names []name
	parms []dict
}

// chainOf reads the filters of a stream.
func (d *document) chainOf(dc dict) (chain, error) {
	names, err := d.listOf(dc.get("Filter"))
	if err != nil {
		return chain{}, err
	}
	parms, err := d.listOf(dc.get("DecodeParms"))
	if err != nil {
		return chain{}, err
	}
	if len(names) > maxFilters {
		return chain{}, isSwollen
	}
	c, packings := chain{}, 0
	for i, v := range names {
		n, ok := v.(name)
		if !ok {
			return chain{}, isBroken
		}
		var p dict
		if i < len(parms) {
			p, _ = parms[i].(dict) // null and nonsense mean: no parameters
		}
		c.names, c.parms = append(c.names, n), append(c.parms, p)
		if unpacking[n] {
			packings++
		}
	}
	if packings > 1 {
		return chain{}, isSwollen
	}
	return c, nil
}

// listOf is an array, or a single value as an array of one, with all references followed.
func (d *document) listOf(v any) (array, error) {
	v, err := d.sole(v)
	if v == nil || err != nil {
		return nil, err
	}
	list, ok := v.(array)
	if !ok {
		return array{v}, nil
	}
	out := make(array, len(list))
	for i, item := range list {
		if out[i], err = d.sole(item); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// packed are the bytes of a stream as they stand in the file. A length that readers could
// disagree on does not count; the mark of the end does.
func (d *document) packed(o object) ([]byte, error) {
	length, err := d.sole(o.value.(dict).get("Length"))
	if err != nil && err != isTorn {
		return nil, err
	}
	rest := d.data[o.stream:]
	if n, ok := length.(int); ok && n >= 0 && n <= len(rest) {
		after := bytes.TrimLeft(rest[n:min(len(rest), n+16)], "\r\n\t \f\x00")
		if bytes.HasPrefix(after, []byte("endstr")) {
			return rest[:n], nil
		}
	}
	end := bytes.Index(rest, []byte("endstream"))
	if end < 0 {
		return nil, isBroken
	}
	if !d.budget.spend(&d.budget.bytes, end, isDeep) {
		return nil, d.budget.why
	}
	return rest[:end], nil
}

// hold unpacks a stream that has to be read: its content, at most what is left of 64 MB
// for all of them.
func (d *document) hold(o object) ([]byte, error) {
	dc := o.value.(dict)
	c, err := d.chainOf(dc)
	if err != nil {
		return nil, err
	}
	raw, err := d.packed(o)
	if err != nil {
		return nil, err
	}
	size, err := c.unpack(raw, io.Discard, d.budget.held)
	if !d.budget.spend(&d.budget.held, size, isSwollen) {
		return nil, d.budget.why
	}
	if err != nil && !(harmless(err) && size > 0) {
		return nil, isBroken
	}
	out := bytes.NewBuffer(make([]byte, 0, size+bytes.MinRead)) // of the right size at once: memory is what bombs are after
	if again, _ := c.unpack(raw, out, size); again != size {
		return nil, isBroken
	}
	if len(c.parms) == 0 {
		return out.Bytes(), nil
	}
	return unpredict(out.Bytes(), c.parms[len(c.parms)-1])
}

// unpack writes what a stream unpacks to, at most one byte more than the limit.
func (c chain) unpack(raw []byte, out io.Writer, limit int) (int, error) {
	r, err := c.open(bytes.NewReader(raw))
	if err != nil {
		return 0, err
	}
	n, err := io.Copy(out, io.LimitReader(r, int64(limit)+1))
	return int(n), err
}

// harmless tells the errors at the end of packed data that every reader overlooks.
func harmless(err error) bool {
	return errors.Is(err, zlib.ErrChecksum) || errors.Is(err, io.ErrUnexpectedEOF)
}

// open puts the filters one behind the other.
func (c chain) open(r io.Reader) (io.Reader, error) {
	for i, n := range c.names {
		f, known := filters[n]
		if !known {
			return nil, isBroken
		}
		var err error
		if r, err = f(r, c.parms[i]); err != nil {
			return nil, isBroken
		}
	}
	return r, nil
}

// weigh unpacks a stream only to see how large it gets; damage in it is the reader's affair.
func (d *document) weigh(o object) error {
	dc := o.value.(dict)
	c, err := d.chainOf(dc)
	if err != nil || len(c.names) == 0 {
		return err
	}
	if last := c.names[len(c.names)-1]; pictureCodecs[last] || len(d.names(dc, "Subtype")) > 0 && d.names(dc, "Subtype")[0] == "Image" {
		return d.weighPicture(dc)
	}
	raw, err := d.packed(o)
	if err != nil {
		return err
	}
	n, _ := c.unpack(raw, io.Discard, d.budget.measured) // see above
	d.budget.spend(&d.budget.measured, n, isSwollen)
	return d.budget.err()
}

// weighPicture bounds what a reader must lay out for a picture inside a PDF.
func (d *document) weighPicture(dc dict) error {
	size := 1.
	for _, key := range []name{"Width", "Height"} {
		v, err := d.sole(dc.get(key))
		if err != nil {
			return err
		}
		side, _ := v.(int) // without a size nothing is laid out
		size *= float64(max(0, side))
	}
	bits, _ := dc.get("BitsPerComponent").(int)
	if mask := dc.has("ImageMask"); mask || bits == 1 {
		size /= 8
	} else {
		size *= 3
	}
	if size > maxRaster {
		return isSwollen
	}
	return nil
}
