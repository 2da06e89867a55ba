package hooks

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"

	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/idcode"
)

// issueResult writes the result of a grant with number, validity and a signed token that
// anyone may have verified (R-AL-14, R-OL-04).
func (h *Hall) issueResult(d *deed) error {
	s := d.file.snapshot
	applicant, err := d.tx.FindRecordById("applicants", d.file.record.GetString("applicant"))
	if err != nil {
		return err
	}
	region, year := regionOf(s.Department.Region), d.today.Year()
	n, err := next(d.tx, fmt.Sprintf("result/%s/%d", s.Department.ID, year))
	if err != nil {
		return err
	}
	id := core.GenerateDefaultRandomId()
	result, err := newRecord(d.tx, "results", map[string]any{
		"id": id, "application": d.file.record.Id, "number": fmt.Sprintf("%s-%s-%d-%05d", region, s.BasicItem.Code, year, n),
		"name":   s.ResultName,
		"fields": map[string]any{"holder": applicant.GetString("name"), "holder_kind": applicant.GetString("kind"), "service": s.Name, "service_en": s.NameEn, "name_en": s.ResultNameEn, "case": d.file.record.GetString("number"), "department": s.Department.Name},
		"token":  h.resultToken(id), "valid_from": d.today.String(), "state": "valid",
	})
	if err != nil {
		return err
	}
	result.Set("valid_to", clock.ValidTo(d.today, s.ResultValidYears).String())
	return write(d.tx, result)
}

// resultToken is the result's id signed with the key of the house: it cannot be guessed
// from another one and is known as false without a look at the database.
func (h *Hall) resultToken(id string) string { return id + "." + h.seal.digest("result", id)[:32] }

// verifyResult answers anyone who scans a result: genuine, expired, revoked or unknown,
// with nothing personal beyond a masked name (R-PI-08).
func (h *Hall) verifyResult(e *core.RequestEvent) error {
	found, err := h.verified(e.App, e.Request.PathValue("token"))
	if err != nil {
		return err
	}
	return e.JSON(http.StatusOK, found)
}

// verified is what a token tells of a result; its status alone where there is none.
func (h *Hall) verified(app core.App, token string) (map[string]any, error) {
	unknown := map[string]any{"status": "unknown"}
	id, _, _ := strings.Cut(token, ".")
	if !security.Equal(token, h.resultToken(id)) {
		return unknown, nil
	}
	r, err := app.FindRecordById("results", id)
	if errors.Is(err, errNoRows) {
		return unknown, nil
	}
	if err != nil {
		return nil, err
	}
	fields := map[string]string{}
	if err := r.UnmarshalJSONField("fields", &fields); err != nil {
		return nil, err
	}
	holder := idcode.MaskName(fields["holder"])
	if fields["holder_kind"] == "organization" {
		holder = idcode.MaskBody(fields["holder"])
	}
	status := "genuine"
	switch to := r.GetString("valid_to"); {
	case r.GetString("state") != "valid":
		status = "revoked"
	case to != "" && to < h.today().String():
		status = "expired"
	}
	return map[string]any{
		"status": status, "number": r.GetString("number"), "name": r.GetString("name"), "name_en": fields["name_en"], "holder": holder,
		"department": fields["department"], "valid_from": r.GetString("valid_from"), "valid_to": r.GetString("valid_to"),
	}, nil
}
