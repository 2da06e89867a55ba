// How the renewal of a result stands, as the page of its case was answered (R-AL-31, R-AL-32).

// The renewal of a result of the case, or undefined where there is nothing to renew.
export const renewalOf = ({ renewals }, result) => (renewals || []).find((renewal) => renewal.result === result.id);

// Whether it may be asked for today.
export const mayRenew = ({ today }, renewal) => Boolean(renewal) && !renewal.asked && today <= renewal.last;
