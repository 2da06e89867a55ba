package intake

import (
	"maps"
	"slices"

	"onestop/hooks/rules/fault"
)

// A reason names why a file is not taken. It is an error of its own so that the readers
// in the child process need no more than this word to refuse; the parent turns it into a
// fault by the table below. Pages may translate by it: it travels as the fact "reason".
type reason string

// Error is the bare word; people read the sentence of the fault.
func (r reason) Error() string { return string(r) }

// What an answer of the server cannot be: R-SEC-07 asks for checked input, R-AR-01 for
// electronic materials that stay readable in the archive.
const (
	checkedInput = "R-SEC-07"
	readable     = "R-AR-01"
)

const (
	isEmpty      reason = "empty"
	isTooLarge   reason = "too_large"
	hasManyPages reason = "many_pages"

	isUnknown   reason = "unknown"
	isMarkup    reason = "markup"
	isVector    reason = "vector"
	isArchive   reason = "archive"
	isOffice    reason = "office"
	isLayout    reason = "layout"
	isProgram   reason = "program"
	isPicture   reason = "picture"
	isPhone     reason = "phone_picture"
	isLatePDF   reason = "late_pdf"
	isTwofold   reason = "twofold"
	nameMisled  reason = "name_misleads"
	isTiny      reason = "tiny"
	isBlank     reason = "blank"
	isSmeared   reason = "smeared"
	isBroken    reason = "broken"
	isTruncated reason = "truncated"
	isUncommon  reason = "uncommon"
	isTorn      reason = "torn"
	hasNoPages  reason = "no_pages"

	isHuge     reason = "huge"
	hasScans   reason = "many_scans"
	isAnimated reason = "animated"
	isSwollen  reason = "swollen"
	isDeep     reason = "deep"
	isLong     reason = "long"
	isDeadly   reason = "deadly"

	isLocked    reason = "locked"
	hasScript   reason = "script"
	hasLaunch   reason = "launch"
	hasOutward  reason = "outward"
	isInfected  reason = "infected"
	isUnscanned reason = "unscanned"
	hasEmbedded reason = "embedded"
	hasMedia    reason = "media"
)

// refusals gives every reason its code, the rule it rests on and the sentence that says
// what to do.
var refusals = map[reason]struct {
	code     fault.Code
	cite     string
	sentence string
}{
	isEmpty:      {fault.FileEmpty, readable, "The file is empty. Choose it again, or take the photo again."},
	isTooLarge:   {fault.FileTooLarge, checkedInput, "The file is larger than 20 MB. Send a smaller photo, or split the document."},
	hasManyPages: {fault.FileTooLarge, checkedInput, "The PDF has more than 500 pages. Split it into several files."},

	isUnknown:  {fault.FileType, checkedInput, "The content is neither a JPEG, a PNG nor a PDF. Send a photo (JPEG or PNG) or a PDF."},
	isMarkup:   {fault.FileType, checkedInput, "This is a web page or text. Print it to PDF and send the PDF."},
	isVector:   {fault.FileType, checkedInput, "SVG drawings are not taken. Export it as PNG or PDF."},
	isArchive:  {fault.FileType, checkedInput, "Archives are not taken. Unpack it and send each photo or PDF by itself."},
	isOffice:   {fault.FileType, checkedInput, "Office documents are not taken. Save it as PDF and send the PDF."},
	isLayout:   {fault.FileType, checkedInput, "OFD documents are not taken yet. Export it as PDF and send the PDF."},
	isProgram:  {fault.FileType, checkedInput, "Programs are not taken. Send a photo (JPEG or PNG) or a PDF."},
	isPicture:  {fault.FileType, checkedInput, "GIF, BMP, TIFF and WebP pictures are not taken. Save it as JPEG or PNG."},
	isPhone:    {fault.FileType, checkedInput, "HEIC and AVIF photos are not taken. Set the camera to the most compatible format (JPEG), or send a screenshot of the photo."},
	isLatePDF:  {fault.FileType, checkedInput, "Other data stands before the beginning of the PDF. Open it and print it to PDF again."},
	isTwofold:  {fault.FileType, checkedInput, "An archive is hidden behind the document. Open it and save it again, or send a photo."},
	nameMisled: {fault.FileType, checkedInput, "The file name claims another type than the content. Rename it to .jpg, .png or .pdf as it really is."},

	isTiny:      {fault.FileIllegible, readable, "The picture is too small to read. Take the photo again from close by."},
	isBlank:     {fault.FileIllegible, readable, "Nothing can be made out on the picture. Choose the right page, or take the photo again in good light."},
	isSmeared:   {fault.FileIllegible, readable, "The picture is so blurred that it cannot be read. Hold the camera still and take the photo again."},
	isBroken:    {fault.FileBroken, readable, "The file is damaged. Open it, save it again, or take the photo again."},
	isTruncated: {fault.FileBroken, readable, "The end of the file is missing; it was not copied or saved to the end. Send it again."},
	isUncommon:  {fault.FileBroken, readable, "This kind of JPEG or PNG can not be read here. Save it again as an ordinary JPEG."},
	isTorn:      {fault.FileBroken, readable, "The table of contents inside the PDF is damaged. Open it and print it to PDF again."},
	hasNoPages:  {fault.FileBroken, readable, "The PDF has no pages that can be shown. Open it and print it to PDF again."},

	isHuge:     {fault.FileBomb, checkedInput, "The picture is larger than 40 megapixels or 16384 pixels on one side. Send a smaller one."},
	hasScans:   {fault.FileBomb, checkedInput, "The JPEG is built of too many layers. Save it again as an ordinary JPEG."},
	isAnimated: {fault.FileBomb, checkedInput, "Animated pictures are not taken. Send a still picture."},
	isSwollen:  {fault.FileBomb, checkedInput, "The file unpacks to an unreasonable size. Open it and print it to PDF again."},
	isDeep:     {fault.FileBomb, checkedInput, "The PDF is nested or split beyond reason. Open it and print it to PDF again."},
	isLong:     {fault.FileBomb, checkedInput, "The file takes too long to read. Save it again in a simpler form, or send a photo."},
	isDeadly:   {fault.FileBomb, checkedInput, "The file needs more memory to read than any document should. Save it again in a simpler form, or send a photo."},

	isLocked:    {fault.FileEncrypted, readable, "The PDF is protected by a password or a restriction. Remove the protection, or print it to PDF and send that."},
	hasScript:   {fault.FileActive, checkedInput, "The PDF contains a script. Print it to PDF and send the print."},
	hasLaunch:   {fault.FileActive, checkedInput, "The PDF can start a program or change data. Print it to PDF and send the print."},
	hasOutward:  {fault.FileActive, checkedInput, "The PDF opens something else by itself when it is read. Print it to PDF and send the print."},
	hasEmbedded: {fault.FileActive, checkedInput, "Other files are embedded in the PDF. Send them one by one, or print it to PDF and send the print."},
	isInfected:  {fault.FileInfected, checkedInput, "The virus scanner found something harmful in the file. Scan your device, and send another file."},
	isUnscanned: {fault.FileUnscanned, checkedInput, "The virus scanner does not answer, so no file can be taken now. Send it again later, or bring the paper to the counter."},
	hasMedia:    {fault.FileActive, checkedInput, "The PDF contains film, sound or three-dimensional content. Print it to PDF and send the print."},
}

// refuse makes the fault of a reason.
func refuse(r reason) *fault.Fault {
	row := refusals[r]
	return fault.New(row.code, row.cite, "%s", row.sentence).With("reason", string(r))
}

// Reasons lists the values that the fact "reason" of a refusal can take, in order; the
// words of the pages are checked against it.
func Reasons() []string {
	var all []string
	for _, r := range slices.Sorted(maps.Keys(refusals)) {
		all = append(all, string(r))
	}
	return all
}
