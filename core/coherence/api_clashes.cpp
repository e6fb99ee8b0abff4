#include "core/coherence/api_clashes.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "core/base/text.h"
#include "core/coherence/clash_words.h"
#include "core/coherence/schema_fit.h"

namespace skein::coherence {
namespace {

constexpr std::size_t maxClashes = 200, maxShown = 80;
constexpr const char* methods[] = {"get", "put", "post", "delete", "options", "head", "patch", "trace"};
const Json nothing = Json(nullptr);
const Json anything = Json::object();

const Json& member(const Json& object, const std::string& name) {
    if (!object.is_object()) return nothing;
    const auto found = object.find(name);
    return found == object.end() ? nothing : *found;
}

std::string textOf(const Json& value) { return value.is_string() ? value.get<std::string>() : std::string(); }

/// "/orders/{id}" and "/orders/{order_id}" are one path.
std::string shapeOfPath(const std::string& path) {
    std::string shape;
    bool inside = false;
    for (const char c : path) {
        if (c == '{') shape += "{}";
        inside = c == '{' || (inside && c != '}');
        if (!inside && c != '}') shape += c;
    }
    return shape;
}

/// A parameter: where it goes, whether it must be there, and what it may be.
struct Parameter {
    Json schema;
    std::string name;
    bool required = false;
};

/// What an operation takes and gives, whichever version described it.
struct Operation {
    std::map<std::pair<std::string, std::string>, Parameter> parameters;  ///< by place and name
    std::map<std::string, Json> body;                                     ///< by media type
    bool hasBody = false, bodyRequired = false;
    struct Answer {
        std::map<std::string, Json> content;
        std::map<std::string, Json> headers;
        std::set<std::string> requiredHeaders;
    };
    std::map<std::string, Answer> answers;  ///< by status
};

class Api {
public:
    explicit Api(const Json& document) : m_document(document), m_old(member(document, "swagger").is_string()) {}

    const Json& document() const { return m_document; }

    /// Operations by path shape and method, with the path as it is written.
    std::map<std::pair<std::string, std::string>, std::pair<std::string, Operation>> operations() const {
        std::map<std::pair<std::string, std::string>, std::pair<std::string, Operation>> all;
        const auto& paths = member(m_document, "paths");
        if (!paths.is_object()) return all;
        for (const auto& [path, item] : paths.items()) {
            const Json& target = resolved(m_document, item);
            for (const char* method : methods)
                if (const auto& operation = member(target, method); operation.is_object())
                    all[{shapeOfPath(path), method}] = {path, operationOf(path, target, operation)};
        }
        return all;
    }
    std::set<std::string> webhooks() const {
        std::set<std::string> names;
        if (const auto& hooks = member(m_document, "webhooks"); hooks.is_object())
            for (const auto& [name, hook] : hooks.items()) names.insert(name);
        return names;
    }

private:
    Operation operationOf(const std::string& path, const Json& item, const Json& operation) const {
        Operation made;
        for (const Json* list : {&member(item, "parameters"), &member(operation, "parameters")})
            if (list->is_array())
                for (const auto& one : *list) takeParameter(path, resolved(m_document, one), operation, made);
        if (const auto& body = resolved(m_document, member(operation, "requestBody")); body.is_object()) {
            made.hasBody = true;
            made.bodyRequired = member(body, "required") == true;
            made.body = contentOf(member(body, "content"));
        }
        if (const auto& responses = member(operation, "responses"); responses.is_object())
            for (const auto& [status, response] : responses.items())
                made.answers[status] = answerOf(resolved(m_document, response), operation);
        return made;
    }

    void takeParameter(const std::string& path, const Json& spec, const Json& operation, Operation& made) const {
        const auto place = textOf(member(spec, "in")), name = textOf(member(spec, "name"));
        const bool required = member(spec, "required") == true || place == "path";
        if (m_old && (place == "body" || place == "formData")) {
            const auto type = mediaTypes(operation, "consumes", place == "body" ? "*/*" : "form");
            made.hasBody = true;
            made.bodyRequired = made.bodyRequired || required;
            for (const auto& media : type) {
                if (place == "body") made.body[media] = member(spec, "schema");
                else {
                    auto& form = made.body[media];
                    form["type"] = "object";
                    form["properties"][name] = spec;
                    form["properties"][name].erase("required");
                    if (required) form["required"].push_back(name);
                }
            }
            return;
        }
        const auto& schema = member(spec, "schema");
        const auto& content = member(spec, "content");
        Json own = schema.is_null() && content.is_object() && !content.empty()
                       ? member(content.begin().value(), "schema")
                   : schema.is_null() ? spec
                                      : schema;
        if (schema.is_null() && own.is_object()) own.erase("required");
        // A path's parameters are known by their place in it, whatever they are called.
        const auto at = path.find("{" + name + "}");
        const auto key =
            place == "header" ? toLowerAscii(name)
            : place == "path" && at != std::string::npos
                ? std::to_string(std::count(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(at), '{') + 1)
                : name;
        made.parameters[{place, key}] = {std::move(own), name, required};
    }

    std::vector<std::string> mediaTypes(const Json& operation, const char* member_, const char* fallback) const {
        std::vector<std::string> types;
        const auto& own = member(operation, member_);
        for (const auto& type : own.is_array() ? own : member(m_document, member_))
            if (type.is_string()) types.push_back(type.get<std::string>());
        if (types.empty()) types.emplace_back(fallback);
        return types;
    }

    static std::map<std::string, Json> contentOf(const Json& content) {
        std::map<std::string, Json> schemas;
        if (content.is_object())
            for (const auto& [type, media] : content.items()) {
                // Parameters of a media type ("; charset=utf-8") do not make another one.
                const auto name = std::string(trim(split(toLowerAscii(type), ';').front()));
                const auto& schema = member(media, "schema");
                schemas[name] = schema.is_null() ? anything : schema;
            }
        return schemas;
    }

    Operation::Answer answerOf(const Json& response, const Json& operation) const {
        Operation::Answer answer;
        if (m_old) {
            if (const auto& schema = member(response, "schema"); !schema.is_null())
                for (const auto& media : mediaTypes(operation, "produces", "*/*")) answer.content[media] = schema;
        } else answer.content = contentOf(member(response, "content"));
        if (const auto& headers = member(response, "headers"); headers.is_object())
            for (const auto& [name, spec] : headers.items()) {
                const Json& header = resolved(m_document, spec);
                const auto& schema = member(header, "schema");
                answer.headers[toLowerAscii(name)] = schema.is_null() ? header : schema;
                if (member(header, "required") == true) answer.requiredHeaders.insert(toLowerAscii(name));
            }
        return answer;
    }

    const Json& m_document;
    bool m_old;
};

class Comparison {
public:
    Comparison(const Api& a, const Api& b) : m_a(a), m_b(b) {}

    std::vector<ApiClash> run() {
        const auto before = m_a.operations(), after = m_b.operations();
        for (const auto& [key, operation] : before) {
            m_where = upper(key.second) + " " + operation.first;
            const auto found = after.find(key);
            if (found == after.end()) add("", "exists", "offered", "", "is not offered any more");
            else compare(operation.second, found->second.second);
        }
        m_where.clear();
        const auto hooks = m_b.webhooks();
        for (const auto& name : m_a.webhooks()) {
            m_where = "webhook " + name;
            if (!hooks.contains(name)) add("", "exists", "sent", "", "is not sent any more");
        }
        std::vector<ApiClash> unique;
        std::set<std::tuple<std::string, std::string, std::string, std::string>> seen;
        for (auto& clash : m_found)
            if (unique.size() < maxClashes && seen.insert({clash.subject, clash.predicate, clash.a, clash.b}).second)
                unique.push_back(std::move(clash));
        return unique;
    }

private:
    static std::string upper(std::string text) {
        for (char& c : text)
            if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        return text;
    }

    void add(const std::string& part, const std::string& predicate, const std::string& a, const std::string& b,
             const std::string& words) {
        if (m_found.size() >= maxClashes * 4) return;
        const auto subject = part.empty() ? m_where : m_where + " " + part;
        m_found.push_back({elide(subject, 400), predicate, a, b, elide(subject + " " + words, 600)});
    }

    /// What must fit from `from` into `into`; `requests`: what a caller sends, so that the second description must take
    /// it.
    void addMisfits(const std::string& part, const Json& a, const Json& b, Flow flow, Carried carried = Carried::Json) {
        const SchemaIn first{m_a.document(), a}, second{m_b.document(), b};
        const bool request = flow == Flow::Request;
        for (const auto& misfit :
             request ? misfits(first, second, flow, carried) : misfits(second, first, flow, carried)) {
            const auto& before = request ? misfit.narrow : misfit.wide;
            const auto& after = request ? misfit.wide : misfit.narrow;
            add(part + (misfit.place.empty() ? "" : " " + misfit.place), misfit.keyword, before, after,
                misfitWords(misfit, flow));
        }
    }

    void compare(const Operation& a, const Operation& b) {
        compareParameters(a, b);
        compareBodies(a, b);
        for (const auto& [status, answer] : a.answers) {
            const auto part = "answer " + status;
            const auto* now = answerFor(b, status);
            if (now == nullptr) {
                // What goes wrong may go wrong in other ways; what succeeds was relied on.
                if (status.starts_with("2")) add(part, "exists", status, "", "is not given any more");
                continue;
            }
            compareAnswers(part, answer, *now);
        }
    }

    static const Operation::Answer* answerFor(const Operation& operation, const std::string& status) {
        for (const auto& name :
             {status, status.substr(0, 1) + "XX", status.substr(0, 1) + "xx", std::string("default")})
            if (const auto found = operation.answers.find(name); found != operation.answers.end())
                return &found->second;
        return nullptr;
    }

    void compareParameters(const Operation& a, const Operation& b) {
        for (const auto& [key, now] : b.parameters) {
            const auto part = key.first + " parameter " + now.name;
            const auto was = a.parameters.find(key);
            if (was == a.parameters.end()) {
                if (now.required && key.first != "path") add(part, "required", "", "required", "must be given now");
                continue;
            }
            if (now.required && !was->second.required)
                add(part, "required", "optional", "required", "must be given now; it was optional");
            addMisfits(part, was->second.schema, now.schema, Flow::Request, Carried::Parameter);
            const Json& before = resolved(m_a.document(), was->second.schema);
            const Json& after = resolved(m_b.document(), now.schema);
            const auto &had = member(before, "default"), &has = member(after, "default");
            if (!had.is_null() && had != has)
                add(part, "default", elide(had.dump(), maxShown), has.is_null() ? "" : elide(has.dump(), maxShown),
                    "means something else when it is left out: " + elide(had.dump(), maxShown) + " before, " +
                        (has.is_null() ? "nothing" : elide(has.dump(), maxShown)) + " now");
        }
    }

    void compareBodies(const Operation& a, const Operation& b) {
        if (a.hasBody && !b.hasBody) return add("request body", "exists", "taken", "", "is not taken any more");
        if (b.bodyRequired && !a.bodyRequired)
            add("request body", "required", a.hasBody ? "optional" : "", "required", "must be sent now");
        for (const auto& [media, schema] : a.body) {
            const auto found = mediaIn(b.body, media);
            if (found == nullptr) add("request " + media, "exists", media, "", "is not taken any more");
            else addMisfits("request " + media, schema, *found, Flow::Request, carriedBy(media));
        }
    }

    void compareAnswers(const std::string& part, const Operation::Answer& a, const Operation::Answer& b) {
        for (const auto& [media, schema] : a.content) {
            const auto found = mediaIn(b.content, media);
            if (found == nullptr) add(part + " " + media, "exists", media, "", "is not given any more");
            else addMisfits(part + " " + media, schema, *found, Flow::Answer, carriedBy(media));
        }
        for (const auto& [name, schema] : a.headers) {
            const auto found = b.headers.find(name);
            if (found == b.headers.end()) {
                if (a.requiredHeaders.contains(name))
                    add(part + " header " + name, "exists", name, "", "is not given any more");
                continue;
            }
            if (a.requiredHeaders.contains(name) && !b.requiredHeaders.contains(name))
                add(part + " header " + name, "required", "always given", "optional", "may be missing now");
            addMisfits(part + " header " + name, schema, found->second, Flow::Answer, Carried::Parameter);
        }
    }

    static Carried carriedBy(const std::string& media) {
        return media.find("json") != std::string::npos || media == "*/*" ? Carried::Json : Carried::Markup;
    }

    static const Json* mediaIn(const std::map<std::string, Json>& content, const std::string& media) {
        for (const auto& name : {media, media.substr(0, media.find('/')) + "/*", std::string("*/*")})
            if (const auto found = content.find(name); found != content.end()) return &found->second;
        return nullptr;
    }

    const Api& m_a;
    const Api& m_b;
    std::string m_where;
    std::vector<ApiClash> m_found;
};

}  // namespace

Result<std::vector<ApiClash>> apiClashes(const Json& reliedOn, const Json& stated) {
    for (const Json* document : {&reliedOn, &stated})
        if (!member(*document, "openapi").is_string() && !member(*document, "swagger").is_string())
            return fail(ErrorCode::InvalidInput,
                        "expected an OpenAPI description: an object with \"openapi\" or \"swagger\"");
    const Api a(reliedOn), b(stated);
    return Comparison(a, b).run();
}

}  // namespace skein::coherence
