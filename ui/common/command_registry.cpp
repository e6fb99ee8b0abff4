#include "ui/common/command_registry.h"

#include <QAbstractButton>
#include <QActionGroup>
#include <QMenu>
#include <QMenuBar>

#include "core/base/error.h"

namespace skein::ui {

QString menuTitle(CommandMenu menu) {
    switch (menu) {
        case CommandMenu::File: return CommandRegistry::tr("&File");
        case CommandMenu::Edit: return CommandRegistry::tr("&Edit");
        case CommandMenu::View: return CommandRegistry::tr("&View");
        case CommandMenu::Run: return CommandRegistry::tr("&Run");
        case CommandMenu::Resolve: return CommandRegistry::tr("Re&solve");
        case CommandMenu::Tools: return CommandRegistry::tr("&Tools");
        case CommandMenu::Help: return CommandRegistry::tr("&Help");
    }
    return {};
}

namespace {

QString withoutMnemonic(QString text) { return text.remove(QLatin1Char('&')); }

}  // namespace

CommandRegistry::CommandRegistry(QObject* parent) : QObject(parent) {}

QAction* CommandRegistry::add(const CommandSpec& spec, std::function<void()> run) {
    SKEIN_ASSERT(!spec.id.isEmpty() && !spec.text.isEmpty() && !m_entries.contains(spec.id));
    auto* action = new QAction(spec.icon, spec.text, this);
    action->setObjectName(spec.id);
    action->setShortcut(spec.shortcut);
    action->setCheckable(spec.checkable);
    action->setMenuRole(QAction::NoRole);
    m_entries.insert(spec.id, Entry{spec, action, {}, spec.shortcut, {}});
    m_order.append(spec.id);
    connect(action, &QAction::triggered, this, [run = std::move(run)] { run(); });
    refresh(spec.id);
    return action;
}

QAction* CommandRegistry::action(const QString& id) const {
    const auto found = m_entries.constFind(id);
    SKEIN_ASSERT(found != m_entries.cend());
    return found->action;
}

const CommandSpec& CommandRegistry::spec(const QString& id) const {
    const auto found = m_entries.constFind(id);
    SKEIN_ASSERT(found != m_entries.cend());
    return found->spec;
}

void CommandRegistry::enable(const QString& id) { setEnabled(id, true, {}); }
void CommandRegistry::disable(const QString& id, const QString& reason) { setEnabled(id, false, reason); }

void CommandRegistry::setEnabled(const QString& id, bool enabled, const QString& reasonWhenDisabled) {
    const auto found = m_entries.find(id);
    SKEIN_ASSERT(found != m_entries.end() && (enabled || !reasonWhenDisabled.isEmpty()));
    const QString before = found->reason();
    found->own = enabled ? QString() : reasonWhenDisabled;
    apply(id, before);
}

void CommandRegistry::veto(const QString& id, CommandVeto kind, const QString& reason) {
    const auto found = m_entries.find(id);
    SKEIN_ASSERT(found != m_entries.end());
    const QString before = found->reason();
    found->vetoes[static_cast<std::size_t>(kind)] = reason;
    apply(id, before);
}

QString CommandRegistry::Entry::reason() const {
    for (const QString& veto : vetoes)
        if (!veto.isEmpty()) return veto;
    return own;
}

void CommandRegistry::apply(const QString& id, const QString& before) {
    const Entry& entry = *m_entries.constFind(id);
    const QString now = entry.reason();
    if (now == before) return;
    entry.action->setEnabled(now.isEmpty());
    refresh(id);
    emit commandChanged(id);
}

QString CommandRegistry::reason(const QString& id) const {
    const auto found = m_entries.constFind(id);
    return found == m_entries.cend() ? QString() : found->reason();
}

void CommandRegistry::setShortcut(const QString& id, const QKeySequence& keys) {
    const auto give = [this](const QString& to, const QKeySequence& given) {
        const auto found = m_entries.find(to);
        SKEIN_ASSERT(found != m_entries.end());
        found->spec.shortcut = given;
        found->action->setShortcut(given);
        refresh(to);
        emit commandChanged(to);
    };
    const bool standard = keys == standardShortcut(id);
    for (const QString& other : m_order) {
        const Entry& entry = *m_entries.constFind(other);
        const bool shared = standard && entry.standard == keys;
        if (other != id && !keys.isEmpty() && entry.spec.shortcut == keys && !shared) give(other, {});
    }
    give(id, keys);
}

QKeySequence CommandRegistry::standardShortcut(const QString& id) const {
    const auto found = m_entries.constFind(id);
    SKEIN_ASSERT(found != m_entries.cend());
    return found->standard;
}

QString CommandRegistry::commandOf(const QKeySequence& keys) const {
    if (keys.isEmpty()) return {};
    for (const QString& id : m_order)
        if (m_entries.constFind(id)->spec.shortcut == keys) return id;
    return {};
}

bool CommandRegistry::trigger(const QString& id) {
    const auto found = m_entries.constFind(id);
    if (found == m_entries.cend() || !found->action->isEnabled()) return false;
    found->action->trigger();
    return true;
}

QString CommandRegistry::toolTip(const QString& id) const {
    const Entry& entry = *m_entries.constFind(id);
    QString text = entry.spec.description.isEmpty() ? withoutMnemonic(entry.spec.text) : entry.spec.description;
    if (!entry.spec.shortcut.isEmpty())
        text = tr("%1 (%2)").arg(text, entry.spec.shortcut.toString(QKeySequence::NativeText));
    if (const QString why = entry.reason(); !why.isEmpty()) text = tr("%1\nNot available: %2").arg(text, why);
    return text;
}

void CommandRegistry::refresh(const QString& id) {
    QAction* action = m_entries.constFind(id)->action;
    action->setEnabled(reason(id).isEmpty());
    action->setToolTip(toolTip(id));
    action->setStatusTip(reason(id));
}

void CommandRegistry::exclude(const QStringList& ids, bool mayBeNone) {
    auto* group = new QActionGroup(this);
    group->setExclusionPolicy(mayBeNone ? QActionGroup::ExclusionPolicy::ExclusiveOptional
                                        : QActionGroup::ExclusionPolicy::Exclusive);
    for (const QString& id : ids)
        if (QAction* one = m_entries.contains(id) ? action(id) : nullptr) group->addAction(one);
}

namespace {
/// The menu within the View menu that holds what concerns one view alone; empty: none.
QString innerTitle(const QString& id) {
    if (id.startsWith(QLatin1String("skein.graph."))) return CommandRegistry::tr("&Within the graph");
    if (id.startsWith(QLatin1String("skein.timeline."))) return CommandRegistry::tr("Within t&he timeline");
    if (id.startsWith(QLatin1String("skein.theme."))) return CommandRegistry::tr("Th&eme");
    return {};
}
}  // namespace

void CommandRegistry::populate(QMenuBar& bar) const {
    for (const CommandMenu menu : allMenus) {
        QMenu* target = nullptr;
        QHash<QString, QMenu*> inner;
        for (const QString& id : m_order) {
            const Entry& entry = *m_entries.constFind(id);
            if (entry.spec.menu != menu) continue;
            if (!target) {
                target = bar.addMenu(menuTitle(menu));
                target->setToolTipsVisible(true);
            }
            QMenu* place = target;
            if (const QString title = menu == CommandMenu::View ? innerTitle(id) : QString(); !title.isEmpty()) {
                if (!inner.contains(title)) {
                    inner.insert(title, target->addMenu(title));
                    inner[title]->setToolTipsVisible(true);
                }
                place = inner[title];
            }
            if (entry.spec.separatorBefore && !place->isEmpty()) place->addSeparator();
            place->addAction(entry.action);
        }
    }
}

void CommandRegistry::bind(QAbstractButton& button, const QString& id, const QString& shortText) {
    QAction* source = action(id);
    const auto follow = [this, &button, source, id, shortText] {
        button.setEnabled(source->isEnabled());
        button.setText(shortText.isEmpty() ? withoutMnemonic(source->text()) : shortText);
        button.setToolTip(toolTip(id));
        button.setAccessibleName(withoutMnemonic(source->text()));
        button.setAccessibleDescription(reason(id));
        button.setCheckable(source->isCheckable());
        button.setChecked(source->isChecked());
    };
    follow();
    connect(source, &QAction::changed, &button, follow);
    connect(this, &CommandRegistry::commandChanged, &button, [follow, id](const QString& changed) {
        if (changed == id) follow();
    });
    connect(&button, &QAbstractButton::clicked, source, [source] { source->trigger(); });
}

}  // namespace skein::ui
