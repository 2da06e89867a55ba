package hooks

import (
	"context"
	"path"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"

	"onestop/hooks/intake"
	"onestop/hooks/rules/fault"
)

// A batch is one transaction and so holds the only writer from its first request to its
// last. Officers and administrators do bulk work with it, up to what the settings allow;
// others get as many as a page ever sends at once, because a stranger's batch of sign-ups
// would stop the whole house while their passwords are hashed.
const (
	batchOfGuest     = 2
	batchOfApplicant = 50
	// reusesOfBatch is how many pages are taken again in one: each is copied, with its
	// original, while the writer is held.
	reusesOfBatch = 10
)

// bindBatch keeps batches short and examines their files before the transaction begins.
func (h *Hall) bindBatch() {
	h.app.OnBatchRequest().BindFunc(func(e *core.BatchRequestEvent) error {
		limit := len(e.Batch)
		switch actorOf(e.Auth).kind {
		case kindGuest:
			limit = batchOfGuest
		case kindApplicant:
			limit = batchOfApplicant
		}
		if len(e.Batch) > limit {
			return answer(refuse("requests", fault.New(fault.QuotaExceeded, "", "Send at most %d requests in one batch.", limit).With("limit", limit)))
		}
		if reusesIn(e.Batch) > reusesOfBatch {
			return answer(refuse("requests", fault.New(fault.QuotaExceeded, "R-OL-03", "Take at most %d pages again in one batch.", reusesOfBatch).With("limit", reusesOfBatch)))
		}
		files, err := h.examineBatch(e.Request.Context(), e.Batch)
		if err != nil {
			return answer(err)
		}
		e.Set(batchFilesKey, files)
		return e.Next()
	})
}

// reusesIn counts the requests that name an earlier page.
func reusesIn(requests []*core.InternalRequest) int {
	n := 0
	for _, r := range requests {
		if earlier, _ := r.Body["reuse_of"].(string); earlier != "" {
			n++
		}
	}
	return n
}

// batchFilesKey is where the requests of a batch find what was examined before.
const batchFilesKey = "onestopBatchFiles"

// batchFile is an examined file of a batch: what was found, or why it is refused, and the
// name that its sender gave it, which the platform replaces within a batch.
type batchFile struct {
	finding intake.Finding
	refusal error
	name    string
}

// batchFiles are the files of a batch by fileKey.
type batchFiles map[string]batchFile

// fileKey tells a file by its bytes and by the ending of its name, which both decide
// whether it is taken.
func fileKey(file *filesystem.File) (string, error) {
	sum, err := fileSum(file)
	return sum + strings.ToLower(path.Ext(file.Name)), err
}

func (h *Hall) examineBatch(ctx context.Context, requests []*core.InternalRequest) (batchFiles, error) {
	files := batchFiles{}
	for _, r := range requests {
		for field, value := range r.Body {
			list, _ := value.([]*filesystem.File)
			for _, file := range list {
				key, err := fileKey(file)
				if err != nil {
					return nil, err
				}
				finding, refusal := h.judge(ctx, field, file)
				files[key] = batchFile{finding, refusal, file.OriginalName}
			}
		}
	}
	return files, nil
}

// find answers what was found on a file of the batch, in the place of its own request,
// and gives the file its name back; nil where the file came by itself.
func (f batchFiles) find(file *filesystem.File) (*intake.Finding, error) {
	if len(f) == 0 {
		return nil, nil
	}
	key, err := fileKey(file)
	if err != nil {
		return nil, err
	}
	known, found := f[key]
	if !found {
		return nil, nil
	}
	file.OriginalName = known.name
	return &known.finding, known.refusal
}
