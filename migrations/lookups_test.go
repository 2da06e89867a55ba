package migrations

import (
	"regexp"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
)

// lookups are the questions that the house asks all day, and the index each must be
// answered from; a question that reads the whole table is slow once a county has used it
// for a year.
var lookups = []struct{ query, index string }{
	{"SELECT * FROM applicants WHERE email = {:x} COLLATE NOCASE LIMIT 1", "idx_applicants_email"},
	{"SELECT * FROM applicants WHERE phone = {:x} LIMIT 1", "idx_applicants_phone"},
	{"SELECT * FROM officers WHERE email = {:x} COLLATE NOCASE LIMIT 1", "idx_officers_email_unique"},
	{"SELECT * FROM identities WHERE digest = {:x} LIMIT 1", "idx_identities_digest_id_type_unique"},
	{"SELECT * FROM counters WHERE key = {:x}", "idx_counters_key_unique"},
	{"SELECT * FROM receipts WHERE key = {:x}", "idx_receipts_key_unique"},
	{"DELETE FROM receipts WHERE created < {:x}", "idx_receipts_created"},
	{"SELECT * FROM applications WHERE number = {:x} LIMIT 1", "idx_applications_number"},
	{"SELECT * FROM applications WHERE applicant = {:x} ORDER BY created DESC LIMIT 30", "idx_applications_applicant_created"},
	{"SELECT id FROM applications WHERE state = 'submitted' AND notice_due < {:x}", "idx_applications_state_notice_due"},
	{"SELECT id FROM applications WHERE state = 'accepted' AND light = {:x}", "idx_applications_state_light_service"},
	{"SELECT id FROM applications WHERE examiner = {:x} AND state = 'accepted'", "idx_applications_examiner_state"},
	{"SELECT id FROM applications WHERE service = {:x} AND state = 'accepted'", "idx_applications_service_state"},
	{"SELECT id FROM applications WHERE journey = {:x}", "idx_applications_journey"},
	{"SELECT service FROM applications WHERE received_at >= {:x}", "idx_applications_received_at_service"},
	{"SELECT * FROM applications ORDER BY created DESC LIMIT 30", "idx_applications_created"},
	{"SELECT * FROM documents WHERE application = {:x}", "idx_documents_application_material"},
	{"SELECT * FROM documents WHERE applicant = {:x} ORDER BY created DESC LIMIT 30", "idx_documents_applicant_created"},
	{"SELECT * FROM documents WHERE sha256 = {:x}", "idx_documents_sha256"},
	{"SELECT * FROM documents WHERE reuse_of = {:x}", "idx_documents_reuse_of"},
	{"SELECT * FROM actions WHERE application = {:x} ORDER BY created", "idx_actions_application_created"},
	{"SELECT * FROM actions WHERE claim = {:x} ORDER BY created", "idx_actions_claim_created"},
	{"SELECT * FROM reviews WHERE application = {:x} ORDER BY seq", "idx_reviews_application_seq"},
	{"SELECT * FROM reviews WHERE department = {:x} AND state = 'open'", "idx_reviews_department_state"},
	{"SELECT * FROM notices WHERE application = {:x}", "idx_notices_application"},
	{"SELECT * FROM results WHERE application = {:x}", "idx_results_application"},
	{"SELECT * FROM results WHERE token = {:x}", "idx_results_token_unique"},
	{"SELECT * FROM messages WHERE application = {:x} ORDER BY created", "idx_messages_application_created"},
	{"SELECT * FROM notifications WHERE officer = {:x} ORDER BY created DESC LIMIT 30", "idx_notifications_officer_created"},
	{"SELECT * FROM notifications WHERE applicant = {:x} ORDER BY created DESC LIMIT 30", "idx_notifications_applicant_created"},
	{"SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1", "idx_audit_seq_unique"},
	{"SELECT * FROM audit WHERE collection = {:x} AND record = {:x}", "idx_audit_collection_record"},
	{"SELECT id FROM revisions WHERE service = {:x} ORDER BY version DESC LIMIT 1", "idx_revisions_service_version_unique"},
	{"SELECT * FROM services WHERE code = {:x}", "idx_services_code"},
	{"SELECT * FROM services WHERE state = 'published'", "idx_services_state"},
	{"SELECT * FROM claims WHERE department = {:x} AND state = 'to_claim'", "idx_claims_department_state"},
	{"SELECT * FROM campaigns WHERE state = 'open' ORDER BY deadline", "idx_campaigns_state_deadline"},
	{"SELECT * FROM tasks WHERE campaign = {:x} ORDER BY finish_by", "idx_tasks_campaign_finish_by"},
	{"SELECT * FROM tasks WHERE lead = {:x} AND state = 'started'", "idx_tasks_lead_state"},
	{"SELECT * FROM tasks WHERE state = 'started' AND meter = 'cuts'", "idx_tasks_state_meter"},
	{"SELECT task, state, COUNT(*) FROM problems WHERE task = {:x} GROUP BY state", "idx_problems_task_state"},
	{"SELECT * FROM actions WHERE task = {:x} ORDER BY created", "idx_actions_task_created"},
	{"SELECT * FROM actions WHERE campaign = {:x} ORDER BY created", "idx_actions_campaign_created"},
	{"SELECT * FROM trainings WHERE at > {:x} ORDER BY at", "idx_trainings_at"},
	{"SELECT * FROM training_attendances WHERE training = {:x}", "idx_training_attendances_training_officer_unique"},
	{"SELECT * FROM training_questions WHERE training = {:x} ORDER BY created", "idx_training_questions_training_created"},
	{"SELECT * FROM training_questions WHERE published = true ORDER BY published_at DESC", "idx_training_questions_published_published_at"},
	{"SELECT * FROM materials WHERE service = {:x}", "idx_materials_service"},
	{"SELECT * FROM questions WHERE life_event = {:x}", "idx_questions_life_event"},
	{"SELECT * FROM options WHERE question = {:x}", "idx_options_question"},
	{"SELECT * FROM form_fields WHERE service = {:x}", "idx_form_fields_service"},
	{"SELECT * FROM steps WHERE service = {:x} ORDER BY seq", "idx_steps_service_seq"},
	{"SELECT * FROM life_event_members WHERE life_event = {:x}", "idx_life_event_members_life_event"},
	{"SELECT * FROM calendar WHERE date = {:x}", "idx_calendar_date_unique"},
	{"SELECT * FROM problems WHERE number = {:x} LIMIT 1", "idx_problems_number"},
	{"SELECT * FROM problems WHERE reporter = {:x} ORDER BY created", "idx_problems_reporter_created"},
	{"SELECT id FROM problems WHERE state = 'assigned' AND due < {:x}", "idx_problems_state_due"},
	{"SELECT id FROM problems WHERE lead = {:x} AND state = 'assigned'", "idx_problems_lead_state"},
	{"SELECT id FROM problems WHERE service = {:x} AND state = 'assigned'", "idx_problems_service_state"},
	{"SELECT * FROM problems WHERE public = 1 ORDER BY verified_at DESC LIMIT 20", "idx_problems_public_verified_at"},
	{"SELECT * FROM actions WHERE problem = {:x} ORDER BY created", "idx_actions_problem_created"},
	{"SELECT * FROM bars WHERE applicant = {:x} AND until >= {:x}", "idx_bars_applicant_until"},
	{"SELECT * FROM figures WHERE period IN ({:x}, {:x}) AND service = ''", "idx_figures_period_service_department_outcome_channel_officer_unique"},
}

var usedIndex = regexp.MustCompile(`USING (?:COVERING )?INDEX (\w+)`)

func TestLookupsUseTheirIndexes(t *testing.T) {
	app := freshApp(t)
	for _, x := range lookups {
		var plan []struct {
			Detail string `db:"detail"`
		}
		if err := app.DB().NewQuery("EXPLAIN QUERY PLAN " + x.query).Bind(dbx.Params{"x": "x"}).All(&plan); err != nil {
			t.Errorf("%s: %v", x.query, err)
			continue
		}
		var lines []string
		for _, line := range plan {
			lines = append(lines, line.Detail)
		}
		detail := strings.Join(lines, "; ")
		used := usedIndex.FindStringSubmatch(detail)
		if used == nil || used[1] != x.index || strings.Contains(detail, "TEMP B-TREE") {
			t.Errorf("%s\nwants %s\ngets  %s", x.query, x.index, detail)
		}
	}
}
