// CommandRegistry: every command once, with a stable id, words, shortcut and, while disabled, its reason. Menu bar,
// toolbar, palette and buttons are fed from it, so nothing exists in one place only. Thread: GUI.
// It must never run a command that is disabled, and never holds a command without words.
#pragma once

#include <QAction>
#include <QHash>
#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QString>
#include <array>
#include <functional>

class QAbstractButton;
class QMenu;
class QMenuBar;

namespace skein::ui {

enum class CommandMenu { File, Edit, View, Run, Resolve, Tools, Help };
constexpr CommandMenu allMenus[] = {CommandMenu::File,    CommandMenu::Edit,  CommandMenu::View, CommandMenu::Run,
                                    CommandMenu::Resolve, CommandMenu::Tools, CommandMenu::Help};
/// With mnemonic.
QString menuTitle(CommandMenu menu);

/// Why a command can be off whatever its owner says; the first of these that holds is the reason shown.
enum class CommandVeto { ReadOnly, OtherView };

struct CommandSpec {
    QString id;  ///< "skein.run.hold"; stable, used by tests, links and settings
    CommandMenu menu = CommandMenu::File;
    QString text;           ///< with mnemonic and "..." where a dialog follows
    QString description;    ///< one sentence: what it does
    QKeySequence shortcut;  ///< at first; a person may give it others
    QIcon icon;
    bool checkable = false;
    bool separatorBefore = false;
    QStringList keywords;  ///< further words the palette finds it by
};

class CommandRegistry : public QObject {
    Q_OBJECT
public:
    explicit CommandRegistry(QObject* parent = nullptr);

    /// Registers a command; `run` is called on trigger. The id must be new.
    QAction* add(const CommandSpec& spec, std::function<void()> run);
    /// The action of a registered id.
    QAction* action(const QString& id) const;
    const CommandSpec& spec(const QString& id) const;
    /// All ids in order of registration.
    QStringList ids() const { return m_order; }

    void enable(const QString& id);
    /// Disables a command; `reason` is shown wherever the command appears.
    void disable(const QString& id, const QString& reason);
    /// Switches a command off for as long as the reason is not empty, and then back to what its owner says.
    void veto(const QString& id, CommandVeto kind, const QString& reason);
    /// Why a command is disabled; empty while it is enabled.
    QString reason(const QString& id) const;
    void setEnabled(const QString& id, bool enabled, const QString& reasonWhenDisabled);

    /// Gives a command these keys instead of those it has; empty: none. Another command that has them loses them,
    /// unless both were registered with them (hold and resume).
    void setShortcut(const QString& id, const QKeySequence& keys);
    /// The keys a command was registered with.
    QKeySequence standardShortcut(const QString& id) const;
    /// The command that has these keys; empty: none.
    QString commandOf(const QKeySequence& keys) const;

    /// Triggers an enabled command; false when it is unknown or disabled.
    bool trigger(const QString& id);

    /// Of these checkable commands one at a time is checked (`mayBeNone`: at most one), and menus show them as such a
    /// choice. Ids that are not registered are left out.
    void exclude(const QStringList& ids, bool mayBeNone = false);

    /// Fills a menu bar: one menu per CommandMenu that has commands, in enum order.
    void populate(QMenuBar& bar) const;
    /// Makes a button run a command and follow its state, tool tip and accessible name.
    void bind(QAbstractButton& button, const QString& id, const QString& shortText = {});

    /// "Hold the run (Ctrl+Shift+H)" or with the reason while disabled.
    QString toolTip(const QString& id) const;

signals:
    void commandChanged(const QString& id);

private:
    struct Entry {
        CommandSpec spec;
        QAction* action = nullptr;
        QString own;  ///< the owner's reason; empty: it is on for the owner
        QKeySequence standard;
        std::array<QString, 2> vetoes{};  ///< by CommandVeto; empty: none
        QString reason() const;
    };
    void refresh(const QString& id);
    /// After its reasons have changed; `before` is what held until then.
    void apply(const QString& id, const QString& before);

    QHash<QString, Entry> m_entries;
    QStringList m_order;
};

}  // namespace skein::ui
