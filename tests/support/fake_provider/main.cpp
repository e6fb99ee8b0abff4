// fake-provider: test equipment that speaks five providers' protocols on loopback. See --help.
#include <charconv>
#include <csignal>
#include <cstdio>
#include <map>

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/base/text.h"
#include "tests/support/fake_provider/provider.h"

namespace {

constexpr const char* help =
    "fake-provider: TEST EQUIPMENT. Answers as a model provider on 127.0.0.1 with simulated text.\n"
    "  --port N            port; 0 (default) takes any and prints it\n"
    "  --script FILE       behaviour and rules as JSON (tests/support/fake_provider/script.h)\n"
    "  --script-json TEXT  the same, in the argument\n"
    "  --ledger FILE       appends requests and charges as JSON lines, fsynced before the answer leaves\n"
    "  --latency-ms N      before the first byte of each answer\n"
    "  --exit-with-parent  end when the starting process ends\n"
    "Protocols, with lists of models, token counts and embeddings where they have them: OpenAI Chat Completions and\n"
    "Responses (base URL .../v1), Anthropic Messages, Gemini and Ollama (base URL without /v1). Books: GET /ledger\n";

int refuse(const std::string& message) {
    fmt::print(stderr, "fake-provider: {}\n", message);
    return 2;
}

skein::Result<std::int64_t> number(const std::string& text, std::int64_t most) {
    std::int64_t value = -1;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc() || end != text.data() + text.size() || value < 0 || value > most)
        return skein::fail(skein::ErrorCode::InvalidInput,
                           fmt::format("\"{}\" is not a number from 0 to {}", text, most));
    return value;
}

skein::Result<skein::fake::Script> scriptFrom(std::map<std::string, std::string>& options) {
    skein::Json json = skein::Json::object();
    std::string text = options["--script-json"];
    if (!options["--script"].empty()) { SKEIN_TRY(text, skein::readFile(options["--script"])); }
    if (!text.empty()) { SKEIN_TRY(json, skein::parseJson(text)); }
    if (!options["--latency-ms"].empty()) { SKEIN_TRY(json["latency_ms"], number(options["--latency-ms"], 3'600'000)); }
    return skein::fake::Script::fromJson(json);
}

}  // namespace

int main(int argc, char** argv) {
    std::map<std::string, std::string> options{
        {"--port", "0"}, {"--script", ""}, {"--script-json", ""}, {"--ledger", ""}, {"--latency-ms", ""}};
    for (int i = 1; i < argc; ++i) {
        const std::string name = argv[i];
        if (name == "--help") {
            fmt::print("{}", help);
            return 0;
        }
        if (name == "--exit-with-parent") {
            prctl(PR_SET_PDEATHSIG, SIGTERM);
            continue;
        }
        if (options.count(name) == 0 || i + 1 >= argc)
            return refuse("unknown or incomplete option " + name + "; see --help");
        options[name] = argv[++i];
    }
    // Hundreds of simultaneous streams need more descriptors than the usual soft limit of 1,024.
    rlimit files{};
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    auto script = scriptFrom(options);
    if (!script) return refuse(script.error().describe());
    const auto port = number(options["--port"], 65535);
    if (!port) return refuse("--port: " + port.error().message);
    skein::fake::Ledger ledger;
    if (!options["--ledger"].empty())
        if (const auto opened = ledger.open(options["--ledger"]); !opened) return refuse(opened.error().describe());
    skein::fake::HttpServer server;
    if (const auto listening = server.listen(static_cast<std::uint16_t>(*port)); !listening)
        return refuse(listening.error().describe());
    skein::fake::Provider provider(server, ledger, std::move(*script));
    fmt::print("fake-provider: TEST EQUIPMENT, every answer is SIMULATED; listening on http://127.0.0.1:{}/v1\n",
               server.port());
    std::fflush(stdout);
    server.run([&](const skein::fake::ServerRequest& request) { provider.handle(request); }, [&] { ledger.sync(); });
}
