// The page for people inside a bundle, and the commands with which it is checked by hand.
#include <fmt/format.h>
#include <openssl/evp.h>

#include "core/audit/bundle.h"
#include "core/base/text.h"

namespace skein::audit {
namespace {

template <std::size_t N>
std::string base64(const std::array<std::uint8_t, N>& bytes) {
    std::string text(4 * ((N + 2) / 3) + 1, '\0');
    text.resize(static_cast<std::size_t>(
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(), static_cast<int>(N))));
    return text;
}

std::string row(std::string_view name, std::string_view value) {
    return "<tr><th scope=\"row\">" + escapeHtml(name) + "</th><td>" + escapeHtml(value) + "</td></tr>\n";
}

std::string commands(std::string_view text) {
    return "<pre tabindex=\"0\"><code>" + escapeHtml(text) + "</code></pre>\n";
}

constexpr std::string_view style =
    ":root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 "
    "1rem}"
    "table{border-collapse:collapse;margin:1rem 0}caption{text-align:left;font-weight:600;padding:.25rem 0}"
    "th,td{border:1px solid;border-color:color-mix(in srgb,currentColor 30%,transparent);padding:.25rem "
    ".75rem;text-align:left;"
    "overflow-wrap:anywhere}td.n{text-align:right;font-variant-numeric:tabular-nums}"
    "pre{overflow:auto;padding:.75rem;border:1px solid;border-color:color-mix(in srgb,currentColor 30%,transparent)}";

std::string summaryTable(const ReportFacts& facts, const ReportInput& input) {
    std::string html = "<table><caption>Summary</caption><tbody>\n";
    for (const auto& [name, value] : input.rows) html += row(name, value);
    html += row("Workspace", toHex(input.workspace));
    html += row("Journal entries", std::to_string(facts.entries));
    if (facts.entries > 0)
        html += row("First and last entry", formatInstant(facts.first) + " to " + formatInstant(facts.last));
    html += row("Texts",
                std::to_string(input.blobs) +
                    (input.redacted == 0 ? "" : ", and " + std::to_string(input.redacted) + " left out or erased"));
    html += row("Cost", formatUsd(facts.charged) + " USD");
    html +=
        row("Tokens", std::to_string(facts.tokensIn.value) + " in, " + std::to_string(facts.tokensOut.value) + " out");
    for (const auto& key : facts.signers) html += row("Signer", fingerprint(key));
    if (input.newestHead)
        html += row("Signed through", "entry " + std::to_string(input.newestHead->tip.seq) + ", at " +
                                          formatInstant(input.newestHead->at));
    else html += row("Signed through", "nothing: this journal has no signed head");
    return html + "</tbody></table>\n";
}

std::string kindTable(const ReportFacts& facts) {
    std::string html =
        "<table><caption>Entries by kind</caption><thead><tr><th scope=\"col\">Kind</th><th "
        "scope=\"col\">Entries</th></tr></thead><tbody>\n";
    for (const auto& [kind, count] : facts.countByKind)
        html += "<tr><th scope=\"row\">" + escapeHtml(kind) + "</th><td class=\"n\">" + std::to_string(count) +
                "</td></tr>\n";
    return html + "</tbody></table>\n";
}

std::string handCheckSection(const std::optional<SignedHead>& head) {
    const auto checks = handChecks(head);
    std::string html =
        "<h2 id=\"check\">How to check it</h2>\n<p>With Skein: <code>skeinctl verify PATH</code>. Without Skein, in a "
        "shell inside the unpacked "
        "folder, with <code>sha256sum</code> and OpenSSL 3:</p>\n<ol>\n"
        "<li><p>Each file has the hash that the manifest states. Every line printed must end in OK.</p>\n" +
        commands(checks.files) +
        "</li>\n"
        "<li><p>Each text is named by its own hash (16 random bytes, then the text). Nothing may be printed.</p>\n" +
        commands(checks.blobs) +
        "</li>\n"
        "<li><p>Each entry has its hash and names the hash of the one before. The last line printed is the hash of the "
        "last entry.</p>\n" +
        commands(checks.chain) + "</li>\n";
    if (head)
        html +=
            "<li><p>The newest signed head is an Ed25519 signature over five lines of text, among them the number and "
            "hash of entry " +
            std::to_string(head->tip.seq) +
            ". Compare that hash with the entry's line in <code>journal.jsonl</code>.</p>\n" +
            commands(checks.signature) + "</li>\n";
    return html + "</ol>\n";
}

}  // namespace

HandChecks handChecks(const std::optional<SignedHead>& newestHead) {
    HandChecks checks;
    checks.files =
        "grep -o '\"[^\"]*\":{\"bytes\":[0-9]*,\"sha256\":\"[0-9a-f]*\"' manifest.json |\n"
        "  sed -E 's/^\"([^\"]*)\".*\"sha256\":\"([0-9a-f]*)\"$/\\2  \\1/' | sha256sum -c\n";
    checks.blobs =
        "find blobs -type f -exec sha256sum {} + |\n"
        "  awk '{ name = $2; sub(\".*/\", \"\", name); if (name != $1) print \"wrong: \" $2 }'\n";
    checks.chain =
        "prev=0000000000000000000000000000000000000000000000000000000000000000\n"
        "while IFS= read -r line; do\n"
        "  entry=${line#'{\"entry\":'}; entry=${entry%',\"hash\":\"'*}\n"
        "  hash=$(printf %s \"$entry\" | sha256sum | cut -c1-64)\n"
        "  case $line in *\",\\\"hash\\\":\\\"$hash\\\"}\") ;; *) echo \"wrong hash: $line\"; break ;; esac\n"
        "  case $entry in *\",\\\"prev\\\":\\\"$prev\\\",\"*) ;; *) echo \"wrong link: $line\"; break ;; esac\n"
        "  prev=$hash\n"
        "done < journal.jsonl\n"
        "echo \"$prev\"\n";
    if (!newestHead) return checks;
    const auto text = headMessage(newestHead->workspace, newestHead->tip, newestHead->at);
    std::string message;
    for (const auto line : splitLines(text)) message.append(line).append("\\n");
    // The fixed part is the DER header of an Ed25519 public key (RFC 8410): 12 bytes, so that base64 simply continues.
    checks.signature = fmt::format(
        "printf '{}' > /tmp/head.txt\n"
        "printf -- '-----BEGIN PUBLIC KEY-----\\nMCowBQYDK2VwAyEA{}\\n-----END PUBLIC KEY-----\\n' > /tmp/head.pem\n"
        "printf %s '{}' | openssl base64 -d -A > /tmp/head.sig\n"
        "openssl pkeyutl -verify -pubin -inkey /tmp/head.pem -rawin -in /tmp/head.txt -sigfile /tmp/head.sig\n",
        message, base64(newestHead->signer), base64(newestHead->signature));
    return checks;
}

std::string reportHtml(const ReportFacts& facts, const ReportInput& input) {
    std::string html =
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'\">\n<title>" +
        escapeHtml(input.title) + ": audit bundle</title>\n<style>" + std::string(style) +
        "</style>\n</head>\n<body>\n<main>\n<h1>" + escapeHtml(input.title) +
        ": audit bundle</h1>\n"
        "<p>This folder is the complete record of a Skein workspace. <code>journal.jsonl</code> holds every event in "
        "order; each names the SHA-256 of "
        "the one before, so none can be changed, left out or added between without breaking the chain. "
        "<code>heads.json</code> holds signatures over "
        "the chain, <code>blobs</code> the texts that events refer to, <code>manifest.json</code> the hash of every "
        "file.</p>\n";
    html += summaryTable(facts, input) + kindTable(facts) + handCheckSection(input.newestHead);
    html +=
        "<h2>What this cannot show</h2>\n<p>Somebody who holds the signing key can write another history and sign it. "
        "Against that only a signed "
        "head kept on another machine helps: <code>skeinctl verify PATH --head FILE</code>. The report you are reading "
        "is covered by the manifest, "
        "not by a signature: trust the journal.</p>\n";
    return html + "</main>\n</body>\n</html>\n";
}

}  // namespace skein::audit
