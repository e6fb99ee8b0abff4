// providers add, providers remove: the keys of a person.
#include <algorithm>
#include <iostream>
#include <set>

#include <fmt/format.h>
#include <unistd.h>

#include "app/skeinctl/provider_commands.h"
#include "core/base/text.h"
#include "core/runtime/keys/provider_keys.h"
#include "core/runtime/keys/secret_input.h"
#include "core/runtime/keys/store_keys.h"
#include "core/runtime/model_catalogue.h"

namespace skein::cli {
namespace {

using runtime::KeyId;
using runtime::KeySource;
using runtime::Secret;
using runtime::StoredKey;

struct KeyOptions {
    std::string provider, store, name;
    std::vector<std::string> names, misplaced;
    int passphraseDescriptor = -1;
    bool many = false, all = false;
};

Result<runtime::ProviderKeys> openKeys(const routing::Catalogue& catalogue, const KeyOptions& options) {
    if (catalogue.provider(options.provider) == nullptr)
        return fail(ErrorCode::NotFound,
                    "provider '" + elide(options.provider, 80) + "' is not in the catalogue; see `skeinctl providers`");
    runtime::ProviderKeyOptions keyOptions;
    keyOptions.ask = runtime::passphraseAsker(options.passphraseDescriptor);
    return runtime::ProviderKeys::create(catalogue, std::move(keyOptions));
}

/// Lines "NAME KEY" or "KEY"; those without a name are numbered.
Result<std::vector<StoredKey>> manyKeys(const std::string& provider, const std::string& prefix) {
    SKEIN_TRY(const Secret text, runtime::readSecretText(STDIN_FILENO, "standard input"));
    std::vector<StoredKey> keys;
    std::set<std::string> names;
    int lineNo = 0;
    for (const std::string_view line : splitLines(text.reveal())) {
        ++lineNo;
        const std::string_view words = trim(line);
        if (words.empty()) continue;
        const std::size_t blank = words.find_first_of(" \t");
        const bool named = blank != std::string_view::npos;
        const auto in = [&](Error error) {
            return fail(error.code, fmt::format("standard input:{}: {}", lineNo, error.message));
        };
        auto name =
            runtime::checkedKeyName(named ? std::string(words.substr(0, blank)) : fmt::format("{}-{}", prefix, lineNo));
        if (!name) return in(name.error());
        auto secret = runtime::secretFromText(named ? words.substr(blank) : words);
        if (!secret) return in(secret.error());
        if (!names.insert(*name).second)
            return fail(ErrorCode::InvalidInput, fmt::format("standard input:{}: this name was there before", lineNo));
        keys.push_back({{provider, std::move(*name)}, std::move(*secret)});
    }
    if (keys.empty()) return fail(ErrorCode::InvalidInput, "standard input: no key came");
    return keys;
}

Result<std::vector<StoredKey>> keysFromInput(const KeyOptions& options) {
    if (options.many) return manyKeys(options.provider, options.name);
    SKEIN_TRY(std::string name, runtime::checkedKeyName(options.name));
    SKEIN_TRY(const Secret text, ::isatty(STDIN_FILENO) == 1
                                     ? runtime::askOnTerminal("Key of " + options.provider + " (not shown)")
                                     : runtime::readSecretText(STDIN_FILENO, "standard input"));
    SKEIN_TRY(Secret key, runtime::secretFromText(text.reveal()));
    std::vector<StoredKey> keys;
    keys.push_back({{options.provider, std::move(name)}, std::move(key)});
    return keys;
}

Result<int> addKeys(const Context& context, const KeyOptions& options) {
    SKEIN_TRY(const auto catalogue, runtime::loadCatalogue());
    SKEIN_TRY(auto places, openKeys(catalogue, options));
    const KeySource source =
        options.store.empty() ? places.preferred() : *valueIn(runtime::keySourceNames, options.store);
    // A store that cannot take keys says so before one is asked for.
    SKEIN_TRY([[maybe_unused]] const auto known, runtime::keyNamesIn(places, source, options.provider));
    SKEIN_TRY(auto keys, keysFromInput(options));
    SKEIN_TRY(const auto stored, runtime::storeKeys(places, source, options.provider, std::move(keys)));
    const Json added = stored.names;
    if (context.json)
        printJson({{"provider", options.provider},
                   {"stored", added},
                   {"replaced", stored.replaced},
                   {"source", nameIn(runtime::keySourceNames, source)},
                   {"place", stored.place},
                   {"keys", stored.all}});
    else
        say(context,
            fmt::format(
                "{}: {} stored in {}{}; {} there now", catalogue.provider(options.provider)->title,
                added.size() == 1 ? "key " + added[0].get<std::string>() : std::to_string(added.size()) + " keys",
                stored.place, stored.replaced > 0 ? fmt::format(" ({} replaced)", stored.replaced) : "", stored.all));
    return 0;
}

/// Removes the named keys from the store that has them.
Result<int> removeKeys(const Context& context, const KeyOptions& options) {
    SKEIN_TRY(const auto catalogue, runtime::loadCatalogue());
    SKEIN_TRY(auto places, openKeys(catalogue, options));
    const auto listing = places.list();
    for (const std::string& notice : listing.notices) say(context, notice);
    std::vector<runtime::ProviderKeys::Listing::Entry> chosen;
    for (const auto& entry : listing.keys) {
        const bool stored = entry.source != KeySource::Environment;
        const bool here = options.store.empty() || options.store == nameIn(runtime::keySourceNames, entry.source);
        const bool wanted =
            options.all || std::find(options.names.begin(), options.names.end(), entry.id.name) != options.names.end();
        if (stored && here && wanted && entry.id.provider == options.provider) chosen.push_back(entry);
    }
    for (const std::string& name : options.names) {
        const auto count =
            std::count_if(chosen.begin(), chosen.end(), [&](const auto& entry) { return entry.id.name == name; });
        if (count == 0)
            return fail(ErrorCode::NotFound, options.provider + " has no stored key '" + elide(name, 64) + "'");
        if (count > 1)
            return fail(ErrorCode::InvalidInput, "two places have a key '" + elide(name, 64) + "': say which, --store");
    }
    if (chosen.empty()) return fail(ErrorCode::NotFound, options.provider + " has no stored key");
    Json removed = Json::array();
    for (const auto& [source, id] : chosen) {
        SKEIN_TRY(runtime::KeyStore * store, places.store(source));
        SKEIN_CHECK(store->remove(id));
        removed.push_back({{"name", id.name}, {"source", nameIn(runtime::keySourceNames, source)}});
    }
    if (context.json) printJson({{"provider", options.provider}, {"removed", removed}});
    else say(context, fmt::format("{}: {} removed", options.provider, removed.size()));
    return 0;
}

}  // namespace

void addKeyCommands(CLI::App& providers, Context& context) {
    const auto options = std::make_shared<KeyOptions>();
    const auto common = [&](CLI::App* command) {
        command->add_option("provider", options->provider, "Its id in the catalogue")->required();
        command
            ->add_option("--store", options->store,
                         "keyring: the system's key store (default); file: a file encrypted with a passphrase")
            ->check(CLI::IsMember({"keyring", "file"}));
        command->add_option("--passphrase-fd", options->passphraseDescriptor,
                            "Read the file's passphrase from this descriptor; asked on the terminal otherwise");
    };
    auto* add = providers.add_subcommand(
        "add",
        "Store a key, read from standard input or asked for without showing it; never given as an argument\n"
        "Example: skeinctl providers add anthropic --name team-a < key.txt");
    common(add);
    add->add_option("--name", options->name, "What to call the key")->default_val("default");
    add->add_flag("--many", options->many, "One key a line, \"NAME KEY\" or \"KEY\"; up to 300 of a provider");
    // Taken only to be refused without being repeated: what it would say lands in terminals and build logs.
    add->add_option("key", options->misplaced)->group("");
    add->callback([&context, options] {
        context.action = [&context, options]() -> Result<int> {
            if (!options->misplaced.empty())
                return fail(
                    ErrorCode::InvalidInput,
                    "a key is never given as an argument, which every process of this machine can read: give it "
                    "on standard input, and consider a new one");
            return addKeys(context, *options);
        };
    });

    auto* remove =
        providers.add_subcommand("remove", "Forget stored keys\nExample: skeinctl providers remove anthropic team-a");
    common(remove);
    auto* names = remove->add_option("names", options->names, "Names of the keys");
    auto* all = remove->add_flag("--all", options->all, "All stored keys of the provider");
    names->excludes(all);
    remove->callback([&context, options] {
        context.action = [&context, options]() -> Result<int> {
            if (options->names.empty() && !options->all)
                return fail(ErrorCode::InvalidInput, "name the keys to remove, or give --all");
            return removeKeys(context, *options);
        };
    });
}

}  // namespace skein::cli
