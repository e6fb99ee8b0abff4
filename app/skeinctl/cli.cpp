#include "app/skeinctl/cli.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <streambuf>

#include <fmt/format.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "core/base/field_reader.h"
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/runtime/store/workspace_store.h"

namespace skein::cli {
namespace {

/// Characters that are not seen and yet change what is: C1 controls, marks without width, line and paragraph
/// separators, direction marks, overrides and isolates (Unicode 15, 23.2 and 9.1), invisible operators, tags (23.9).
bool isHidden(char32_t c) {
    return (c >= 0x80 && c <= 0x9F) || c == 0xAD || c == 0x61C || c == 0x180E || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
           (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE0FFF);
}

/// Hands text on. Control characters come out as a question mark, hidden ones as the escape of JSON, "\u202e": people
/// see it, and in a JSON document it means the same.
class PlainText final : public std::streambuf {
public:
    explicit PlainText(std::streambuf* next) : m_next(next) {}

protected:
    int overflow(int c) override {
        if (c == traits_type::eof()) return sync() == 0 ? 0 : traits_type::eof();
        const char one = static_cast<char>(c);
        return xsputn(&one, 1) == 1 ? c : traits_type::eof();
    }
    std::streamsize xsputn(const char* text, std::streamsize size) override {
        m_begun.append(text, static_cast<std::size_t>(size));
        std::string plain;
        std::size_t at = 0;
        while (at < m_begun.size()) {
            const std::size_t length = lengthAt(at);
            if (length == 0) break;
            appendShown(std::string_view(m_begun).substr(at, length), plain);
            at += length;
        }
        m_begun.erase(0, at);
        return hand(plain) ? size : 0;
    }
    // Half a character stays here: standard error is flushed after each piece.
    int sync() override { return m_next->pubsync(); }

private:
    static bool isContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u; }
    bool hand(const std::string& text) {
        const auto size = static_cast<std::streamsize>(text.size());
        return m_next->sputn(text.data(), size) == size;
    }
    /// Bytes of the character there; 1 for a byte that is none of UTF-8, 0 for one whose end is yet to come.
    std::size_t lengthAt(std::size_t at) const {
        const auto first = static_cast<unsigned char>(m_begun[at]);
        const std::size_t length = first < 0xC2 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 1;
        for (std::size_t i = 1; i < length; ++i) {
            if (at + i == m_begun.size()) return 0;
            if (!isContinuation(m_begun[at + i])) return 1;
        }
        return length;
    }
    static void appendShown(std::string_view character, std::string& out) {
        const auto first = static_cast<unsigned char>(character[0]);
        if (character.size() == 1) {
            out += (first < 0x20 && first != '\n' && first != '\t') || first == 0x7F ? '?' : character[0];
            return;
        }
        char32_t c = first & (0xFFu >> (character.size() + 1));
        for (const char next : character.substr(1)) c = c << 6u | (static_cast<unsigned char>(next) & 0x3Fu);
        if (!isHidden(c)) out += character;
        else if (c < 0x10000) out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        else
            out += fmt::format("\\u{:04x}\\u{:04x}", static_cast<unsigned>(0xD800 + ((c - 0x10000) >> 10u)),
                               static_cast<unsigned>(0xDC00 + (c & 0x3FFu)));
    }

    std::streambuf* m_next;
    std::string m_begun;  ///< a character whose last bytes have not come
};

}  // namespace

void guardTerminal() {
    terminal();  // takes the unguarded buffer
    // Never destroyed: the streams are flushed once more after everything else is gone.
    static auto *const out = new PlainText(std::cout.rdbuf()), *const err = new PlainText(std::cerr.rdbuf());
    std::cout.rdbuf(out);
    std::cerr.rdbuf(err);
}

std::ostream& terminal() {
    static std::ostream stream(std::cerr.rdbuf());
    return stream;
}

void printJson(const Json& json) { std::cout << prettyJson(json) << std::endl; }

void say(const Context& context, const std::string& line) {
    if (!context.quiet) std::cerr << line << '\n';
}

std::string counted(std::size_t count, const std::string& thing) {
    return std::to_string(count) + ' ' + thing + (count == 1 ? "" : "s");
}

void warn(const std::string& line) { std::cerr << "skeinctl: " << line << '\n'; }

bool onTerminal() { return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1; }

bool confirm(const std::string& question) {
    if (!onTerminal()) return false;
    std::cerr << question << " [y/N] " << std::flush;
    std::string answer;
    return std::getline(std::cin, answer) && (answer == "y" || answer == "Y" || answer == "yes");
}

Result<std::string> readInput(const std::string& path, std::size_t maxBytes) {
    auto text = readFile(path, maxBytes);
    if (!text) return unreadable(std::move(text).error());
    return text;
}

std::string shellQuoted(const std::string& text) {
    constexpr std::string_view harmless = "_@%+=:,./-";
    const bool plain = !text.empty() && std::all_of(text.begin(), text.end(), [&](unsigned char c) {
        return std::isalnum(c) != 0 || harmless.find(static_cast<char>(c)) != std::string_view::npos;
    });
    if (plain) return text.front() == '-' ? "./" + text : text;
    std::string quoted = "'";
    for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

std::string usdText(const Json& amount) {
    if (!amount.is_number()) return "unknown";
    return formatUsd(MicroUsd{std::llround(amount.get<double>() * 1e6)});
}

std::int64_t budgetShare(const Json& budget) {
    const double spent = budget["spent_usd"].is_number() ? budget["spent_usd"].get<double>() : 0;
    const double taken = spent + budget["pending_usd"].get<double>();
    return std::llround(taken / budget["limit_usd"].get<double>() * 100);
}

std::string budgetWarnings(const Json& budgets) {
    std::string lines;
    for (const auto& each : budgets)
        if (each["warning"].get<bool>())
            lines += "warning: " + std::to_string(budgetShare(each)) + " % of the budget of " +
                     each["name"].get<std::string>() + " (" + usdText(each["limit_usd"]) +
                     " USD) are spent or set aside\n";
    return lines;
}

Json taskIds(const Opened& opened, RunId run, const Json& numbers) {
    Json ids = Json::array();
    const auto& tasks = opened.state.run(run)->tasks;
    for (const auto& number : numbers) {
        const auto at = number.get<std::size_t>();
        const auto spec = at >= 1 && at <= tasks.size() ? opened.reader->taskSpec(tasks[at - 1])
                                                        : Result<TaskSpec>(fail(ErrorCode::NotFound, ""));
        ids.push_back(spec ? Json(spec->id) : number);
    }
    return ids;
}

void printForecast(const Json& forecast, const Json& budget) {
    if (forecast.is_null()) return;
    std::cout << "forecast: " << forecast["text"].get<std::string>();
    if (const auto waiting = forecast["not_counted"].get<std::size_t>(); waiting > 0)
        std::cout << "; " << waiting << (waiting == 1 ? " task that waits" : " tasks that wait")
                  << " for you not counted";
    std::cout << '\n';
    if (const auto& ends = forecast["ends"]; !ends.is_null())
        std::cout << "ends ~" << ends["p10"].get<std::string>() << " to " << ends["p90"].get<std::string>() << '\n';
    if (forecast["over_budget"].get<bool>())
        std::cout << "warning: the forecast reaches " << usdText(forecast["usd"]["p90"])
                  << " USD, more than the budget of " << usdText(budget) << '\n';
}

bool isHosted(const std::string& workspace) {
    const auto holder = runtime::lockHolder(workspace);
    return holder && holder->has_value();
}

Result<std::uint32_t> parseRun(const std::string& text) {
    if (text.empty()) return 0u;
    const char* begin = text.data() + (text.starts_with("r-") ? 2 : 0);
    const char* end = text.data() + text.size();
    std::uint32_t number = 0;
    const auto [at, error] = std::from_chars(begin, end, number);
    if (error != std::errc{} || at != end || number == 0)
        return fail(ErrorCode::InvalidInput, "--run: expected a run such as r-1, found '" + text + "'");
    return number;
}

/// Whatever keeps a workspace from being opened or written is told with exit status 5 (cli.md); the words stay.
Failure unusable(Error error) {
    if (error.code == ErrorCode::InvalidInput || error.code == ErrorCode::Io) error.code = ErrorCode::Damaged;
    return Failure(std::move(error));
}

Result<std::shared_ptr<runtime::WorkspaceReader>> openReader(const std::string& workspace) {
    auto reader = runtime::WorkspaceReader::open(workspace);
    if (!reader) return unusable(std::move(reader).error());
    return reader;
}

Result<Opened> openForReading(const std::string& workspace, std::uint32_t run, bool needsRun) {
    Opened opened;
    SKEIN_TRY(opened.reader, openReader(workspace));
    SKEIN_TRY(opened.state, opened.reader->fold());
    if (opened.state.runs.empty()) {
        if (needsRun) return fail(ErrorCode::NotFound, workspace + ": holds no run yet; start one with `skeinctl run`");
        return opened;
    }
    opened.run = run == 0 ? runtime::runInHand(opened.state) : RunId{run};
    if (opened.state.run(opened.run) == nullptr)
        return fail(ErrorCode::NotFound, workspace + ": there is no run r-" + std::to_string(run) +
                                             "; it holds r-1 to r-" + std::to_string(opened.state.runs.size()));
    return opened;
}

Result<std::unique_ptr<runtime::Workbench>> openWorkbench(const Context& context, runtime::WorkbenchOptions options) {
    options.keyFileConsent = options.keyFileConsent || context.yes;
    if (!options.onNotice)
        options.onNotice = [](const std::string& line) {
            warn(line);
            logLine(line);
        };
    auto opened = runtime::Workbench::open(options);
    if (!opened && opened.error().code == ErrorCode::NeedsPerson &&
        confirm("No system keyring answers. Keep your signing key in a file that only you can read?")) {
        options.keyFileConsent = true;
        opened = runtime::Workbench::open(options);
    }
    if (!opened) return unusable(std::move(opened).error());
    return opened;
}

void logLine(const std::string& line) {
    static const std::shared_ptr<spdlog::logger> logger = []() -> std::shared_ptr<spdlog::logger> {
        const auto folder = runtime::defaultStateFolder();
        if (!folder) return nullptr;
        try {
            // One megabyte, three files: enough for months of command lines and errors.
            return spdlog::rotating_logger_mt("skeinctl", *folder + "/log/skeinctl.log", 1u << 20, 3);
        } catch (const spdlog::spdlog_ex&) {
            return nullptr;  // a read-only state folder must not keep a command from working
        }
    }();
    if (logger == nullptr) return;
    logger->info("[{}] {}", ::getpid(), line);
    logger->flush();
}

}  // namespace skein::cli
