// Rail: the views, as icon and label (icons alone when narrow), with numbers for what needs a person. Thread: GUI.
#pragma once

#include <QAbstractButton>
#include <QWidget>

#include "ui/common/command_registry.h"
#include "ui/common/theme.h"

class QVBoxLayout;

namespace skein::ui {

class RailButton : public QAbstractButton {
    Q_OBJECT
public:
    RailButton(const Theme& theme, QWidget* parent);
    /// `tone`: what the number counts.
    void setBadge(int count, Tone tone = Tone::You);
    void setCompact(bool compact);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    int m_badge = 0;
    Tone m_badgeTone = Tone::You;
    bool m_compact = false;
};

class Rail : public QWidget {
    Q_OBJECT
public:
    Rail(const Theme& theme, CommandRegistry& commands, QWidget* parent = nullptr);
    /// Adds the button of a registered, checkable command.
    RailButton* addView(const QString& command, const QString& label, const QString& icon);
    void setCurrent(int index);
    void setCompact(bool compact);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    const Theme& m_theme;
    CommandRegistry& m_commands;
    QVBoxLayout* m_column;
    QVector<RailButton*> m_buttons;
};

}  // namespace skein::ui
