#include "core/audit/verify.h"

#include <algorithm>

#include "core/base/limits.h"
#include "core/base/text.h"

namespace skein::audit {

std::string_view verdictName(Verdict verdict) {
    switch (verdict) {
        case Verdict::Ok: return "ok";
        case Verdict::Failed: return "failed";
        case Verdict::NotChecked: return "not checked";
    }
    return "not checked";
}

std::string_view partName(Part part) {
    switch (part) {
        case Part::Journal: return "journal";
        case Part::Heads: return "heads";
        case Part::Blobs: return "blobs";
        case Part::File: return "file";
    }
    return "file";
}

Json toJson(const Report& report) {
    Json findings = Json::array(), redacted = Json::array();
    for (const auto& finding : report.findings)
        findings.push_back({{"part", partName(finding.part)},
                            {"where", finding.where},
                            {"message", finding.message},
                            {"seq", finding.seq ? Json(*finding.seq) : Json(nullptr)}});
    for (const auto& name : report.redacted) redacted.push_back(name.hex());
    return {{"chain", verdictName(report.chain)},
            {"signatures", verdictName(report.signatures)},
            {"gaps", verdictName(report.gaps)},
            {"outputs", verdictName(report.outputs)},
            {"first_bad", report.firstBad ? Json(*report.firstBad) : Json(nullptr)},
            {"entries", report.entries},
            {"signer", report.signer},
            {"signers", report.signers},
            {"signed_through", report.signedThrough},
            {"redacted", redacted},
            {"findings", findings},
            {"finding_count", report.findingCount},
            {"note", limitation(report)}};
}

std::string limitation(const Report& report) {
    std::string text;
    if (report.signatures == Verdict::NotChecked)
        text = "No signed head is present: nothing says who wrote this journal or whether its end was cut off. ";
    else if (report.signedThrough < report.entries)
        text = "Entries after " + std::to_string(report.signedThrough) +
               " are chained but not yet covered by a signature. ";
    if (report.rewriteChecked)
        return text + "The journal contains the signed head kept elsewhere, so nothing up to it was rewritten since.";
    return text +
           "Whether the whole journal was rewritten by somebody who has the signing key cannot be told from it alone; "
           "compare with a signed head kept on another machine (--head FILE).";
}

Verifier::Verifier(VerifyOptions options) : m_options(std::move(options)) {
    if (m_options.startAfter) {
        m_tip = *m_options.startAfter;
        m_otherHash = m_tip.hash;
        m_expectedSeq = m_tip.seq + 1;
    }
    for (std::size_t i = 0; i < m_options.heads.size(); ++i) {
        auto head = headFromCanonical(m_options.heads[i]);
        if (head) admitHead(*std::move(head), "", false);
        else
            find(Part::Heads, m_report.signatures, "head number " + std::to_string(i + 1), std::nullopt,
                 head.error().message);
    }
    if (m_options.keptHead) admitHead(*m_options.keptHead, "the head kept elsewhere", true);
}

void Verifier::admitHead(SignedHead head, std::string where, bool kept) {
    if (where.empty()) where = "head at entry " + std::to_string(head.tip.seq);
    m_hashAt.emplace(head.tip.seq, Digest{});
    m_heads.push_back({std::move(head), std::move(where), kept});
}

void Verifier::find(Part part, Verdict& verdict, std::string where, std::optional<std::uint64_t> seq,
                    std::string message) {
    verdict = Verdict::Failed;
    ++m_report.findingCount;
    if (seq && (!m_report.firstBad || *seq < *m_report.firstBad)) m_report.firstBad = seq;
    if (m_report.findings.size() < limits::maxFindings)
        m_report.findings.push_back({part, std::move(where), seq, std::move(message)});
}

void Verifier::unreadable(Part part, std::string where, std::string message, std::optional<std::uint64_t> seq) {
    Verdict& verdict = part == Part::Journal ? m_report.chain
                       : part == Part::Heads ? m_report.signatures
                                             : m_report.outputs;
    find(part, verdict, std::move(where), seq, std::move(message));
}

void Verifier::entry(std::uint64_t rowSeq, std::string_view bytes, const Digest& recordedHash) {
    const auto expected = m_expectedSeq;
    const auto hash = sha256(bytes);
    const auto envelope = parseEnvelope(bytes);
    const auto place = rowSeq != 0 ? rowSeq : envelope && hash == recordedHash ? envelope->seq : expected;
    const auto where = [&] { return "entry " + std::to_string(place); };
    ++m_report.entries;
    if (hash != recordedHash)
        find(Part::Journal, m_report.chain, where(), place, "its bytes do not have the hash recorded beside them");
    // After a gap or a bad entry the chain is followed from what is there, so that each damage is named once.
    if (place != expected)
        find(Part::Journal, m_report.gaps, where(), std::min(place, expected),
             "expected entry " + std::to_string(expected) + " here, found " + std::to_string(place));
    if (!envelope) {
        find(Part::Journal, m_report.chain, where(), place, envelope.error().message);
    } else {
        if (envelope->seq != place)
            find(Part::Journal, m_report.chain, where(), place,
                 "it calls itself entry " + std::to_string(envelope->seq));
        if (place == expected && m_linkKnown && envelope->prev != m_tip.hash && envelope->prev != m_otherHash)
            find(Part::Journal, m_report.chain, where(), place, "it does not name the hash of the entry before it");
        if (m_options.parseData) {
            if (const auto parsed = parseEntry(bytes); !parsed)
                find(Part::Journal, m_report.chain, where(), place, parsed.error().message);
            noteReferences(*envelope, bytes);
        }
        if (envelope->kind == "signer.changed") noteSigner(*envelope);
    }
    if (const auto remembered = m_hashAt.find(place); remembered != m_hashAt.end()) remembered->second = hash;
    // Where bytes and recorded hash differ one of them is the true one and the next entry may name either: so a flipped
    // byte is named in its own entry and not in the next as well.
    m_tip = {place, hash};
    m_otherHash = recordedHash;
    m_linkKnown = true;
    m_expectedSeq = place + 1;
}

void Verifier::badEntry(std::uint64_t rowSeq, std::string message) {
    const auto place = rowSeq != 0 ? rowSeq : m_expectedSeq;
    ++m_report.entries;
    find(Part::Journal, m_report.chain, "entry " + std::to_string(place), place, std::move(message));
    m_tip = {place, {}};
    m_linkKnown = false;
    m_expectedSeq = place + 1;
}

void Verifier::noteSigner(const EntryEnvelope& envelope) {
    const auto data = parseJson(envelope.data);
    const auto text = data ? jsonStringOr(*data, "public_key", "", "data") : Result<std::string>("");
    const auto key = text ? publicKeyFromHex(*text) : std::nullopt;
    if (key) m_signers.emplace_back(envelope.seq, *key);
    else
        find(Part::Journal, m_report.signatures, "entry " + std::to_string(envelope.seq), envelope.seq,
             "a signer.changed entry without a public_key of 64 hexadecimal digits");
}

void Verifier::noteReferences(const EntryEnvelope& envelope, std::string_view bytes) {
    const auto names = blobReferences(bytes);
    if (envelope.kind == "blob.erased") m_erased.insert(names.begin(), names.end());
    for (const auto& name : names) m_referenced.emplace(name, envelope.seq);
}

std::vector<BlobName> Verifier::expectedBlobs() const {
    std::vector<BlobName> names;
    for (const auto& [name, seq] : m_referenced)
        if (!mayBeAbsent(name)) names.push_back(name);
    return names;
}

bool Verifier::mayBeAbsent(const BlobName& name) const {
    return m_erased.contains(name) || m_options.redacted.contains(name);
}

void Verifier::blob(const BlobName& name, std::string_view nonce, std::string_view content) {
    Sha256 hasher;
    if (hasher.add(nonce).add(content).finish() == name) return;
    const auto first = m_referenced.find(name);
    find(Part::Blobs, m_report.outputs, "blob " + name.hex(),
         first == m_referenced.end() ? std::nullopt : std::optional(first->second),
         "its nonce and content do not have the SHA-256 it is named by");
}

void Verifier::blobMissing(const BlobName& name, std::string message) {
    const auto first = m_referenced.find(name);
    find(Part::Blobs, m_report.outputs, "blob " + name.hex(),
         first == m_referenced.end() ? std::nullopt : std::optional(first->second), std::move(message));
}

void Verifier::checkHead(const StoredHead& stored) {
    const auto& head = stored.head;
    const auto wrong = [&](Verdict& verdict, std::string message) {
        find(Part::Heads, verdict, stored.where, std::min(head.tip.seq, m_tip.seq + 1), std::move(message));
    };
    const auto before = m_report.findingCount;
    if (!hasValidSignature(head)) wrong(m_report.signatures, "its signature is not that of the key it names");
    if (m_options.workspace && head.workspace != *m_options.workspace)
        wrong(m_report.signatures, "it belongs to another workspace");
    if (!m_options.signerPin.empty() && !matchesPin(head.signer, m_options.signerPin))
        wrong(m_report.signatures, "signed by " + fingerprint(head.signer) + ", not by the key asked for");
    const auto declared =
        std::find_if(m_signers.rbegin(), m_signers.rend(), [&](const auto& s) { return s.first <= head.tip.seq; });
    if (head.tip.seq > m_tip.seq) {
        wrong(m_report.gaps, "the journal ends at entry " + std::to_string(m_tip.seq) +
                                 ", but this head covers entry " + std::to_string(head.tip.seq));
        return;
    }
    if (declared == m_signers.rend() || declared->second != head.signer)
        wrong(m_report.signatures, "its key is not the one that the journal declares at that point");
    if (const auto seen = m_hashAt.find(head.tip.seq); seen->second != head.tip.hash)
        wrong(m_report.signatures, "entry " + std::to_string(head.tip.seq) + " does not have the hash that was signed");
    if (m_report.findingCount != before) return;
    m_report.signedThrough = std::max(m_report.signedThrough, head.tip.seq);
    if (stored.kept) m_report.rewriteChecked = true;
}

// A declaration is committed together with a head over it, so a killed process leaves none behind without one.
bool Verifier::isSignedOver(std::uint64_t seq) const {
    return std::any_of(m_heads.begin(), m_heads.end(),
                       [&](const StoredHead& stored) { return !stored.kept && stored.head.tip.seq >= seq; });
}

Report Verifier::finish() {
    const auto passed = [](Verdict& verdict) {
        if (verdict == Verdict::NotChecked) verdict = Verdict::Ok;
    };
    if (!m_options.startAfter) {
        for (const auto& head : m_heads) checkHead(head);
        if (!m_heads.empty()) {
            passed(m_report.signatures);
            const auto newest = std::max_element(m_heads.begin(), m_heads.end(), [](const auto& a, const auto& b) {
                return a.head.tip.seq < b.head.tip.seq;
            });
            m_report.signer = fingerprint(newest->head.signer);
        } else if (!m_options.signerPin.empty()) {
            find(Part::Heads, m_report.signatures, "heads", std::nullopt,
                 "no signed head is there to compare with the key asked for");
        }
    }
    for (const auto& [seq, key] : m_signers) {
        if (!m_options.startAfter && !m_options.chainAlone && !isSignedOver(seq))
            find(Part::Heads, m_report.signatures, "heads", seq,
                 "entry " + std::to_string(seq) + " declares the signer " + fingerprint(key) +
                     ", but no signed head covers it: the signatures are missing");
        auto text = fingerprint(key);
        if (std::find(m_report.signers.begin(), m_report.signers.end(), text) == m_report.signers.end())
            m_report.signers.push_back(std::move(text));
    }
    passed(m_report.chain);
    passed(m_report.gaps);
    if (m_options.parseData) passed(m_report.outputs);
    for (const auto& [name, seq] : m_referenced)
        if (mayBeAbsent(name)) m_report.redacted.push_back(name);
    return std::move(m_report);
}

}  // namespace skein::audit
