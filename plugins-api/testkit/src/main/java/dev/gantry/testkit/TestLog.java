package dev.gantry.testkit;

import dev.gantry.api.context.WorkLog;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Keeps every line, and tells whoever listens. Thread-safe. */
final class TestLog implements WorkLog {
    private final List<LogLine> lines = new CopyOnWriteArrayList<>();
    private final TestClock clock;
    private final Consumer<String> listener;

    TestLog(TestClock clock, Consumer<String> listener) {
        this.clock = clock;
        this.listener = listener;
    }

    List<LogLine> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void debug(String message, Object... arguments) {
        add(LogLine.Level.DEBUG, message, arguments);
    }

    @Override
    public void info(String message, Object... arguments) {
        add(LogLine.Level.INFO, message, arguments);
    }

    @Override
    public void warn(String message, Object... arguments) {
        add(LogLine.Level.WARN, message, arguments);
    }

    @Override
    public void error(String message, Object... arguments) {
        add(LogLine.Level.ERROR, message, arguments);
    }

    private void add(LogLine.Level level, String message, Object[] arguments) {
        String text = format(message, arguments);
        lines.add(new LogLine(clock.peek(), level, text));
        listener.accept(text);
    }

    static String format(String message, Object... arguments) {
        var text = new StringBuilder();
        int from = 0;
        int used = 0;
        for (int place = message.indexOf("{}");
                place >= 0 && used < arguments.length;
                place = message.indexOf("{}", from)) {
            text.append(message, from, place).append(arguments[used++]);
            from = place + 2;
        }
        text.append(message.substring(from));
        if (used < arguments.length
                && arguments[arguments.length - 1] instanceof Throwable thrown) {
            var stack = new StringWriter();
            thrown.printStackTrace(new PrintWriter(stack));
            text.append('\n').append(stack);
        }
        return text.toString();
    }
}
