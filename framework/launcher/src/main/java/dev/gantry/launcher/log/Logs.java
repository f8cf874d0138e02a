package dev.gantry.launcher.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;

import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * Logging of the whole process: to the console, and to {@code logs/gantry.log}, which rolls over at
 * 10 MB and keeps five files.
 */
public final class Logs {
    /** What is logged here goes to the file only: the console shows it in another form. */
    public static final String FILE_ONLY = "dev.gantry.launcher.banner";

    private static final String CONSOLE = "console";

    private Logs() {}

    /**
     * Replaces the configuration.
     *
     * @param folder of the log files; it is there
     * @param json one JSON object a line, instead of text
     * @param level of Gantry's own loggers; what third parties say is shown from {@code WARN}
     */
    public static void configure(Path folder, boolean json, String level) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();

        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setName(CONSOLE);
        start(console, context, json ? new JsonLayout(context) : text(context, "HH:mm:ss.SSS"));
        OutputStreamAppender<ILoggingEvent> file = file(context, folder, json);

        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(console);
        root.addAppender(file);
        for (String quiet :
                new String[] {
                    "org.eclipse.jetty",
                    "org.apache.aries",
                    "org.apache.felix",
                    "io.micrometer",
                    "org.sqlite",
                    "io.opentelemetry"
                }) {
            context.getLogger(quiet).setLevel(Level.WARN);
        }
        context.getLogger("dev.gantry").setLevel(Level.toLevel(level));
        if (!json) {
            Logger banner = context.getLogger(FILE_ONLY);
            banner.setAdditive(false);
            banner.addAppender(file);
        }
    }

    /** From here on to the file only, which is bounded: nobody looks at the console. */
    public static void fileOnly() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).detachAppender(CONSOLE);
    }

    /** Writes out what is buffered and closes the files. */
    public static void stop() {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    }

    private static TextLayout text(LoggerContext context, String timePattern) {
        return new TextLayout(context, timePattern, ZoneId.systemDefault());
    }

    private static OutputStreamAppender<ILoggingEvent> file(
            LoggerContext context, Path folder, boolean json) {
        RollingFileAppender<ILoggingEvent> file = new RollingFileAppender<>();
        file.setName("file");
        file.setFile(folder.resolve("gantry.log").toString());

        FixedWindowRollingPolicy names = new FixedWindowRollingPolicy();
        names.setContext(context);
        names.setParent(file);
        names.setFileNamePattern(folder.resolve("gantry.%i.log").toString());
        names.setMinIndex(1);
        names.setMaxIndex(5);
        names.start();

        SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
        size.setContext(context);
        size.setMaxFileSize(FileSize.valueOf("10MB"));
        size.start();

        file.setRollingPolicy(names);
        file.setTriggeringPolicy(size);
        Layout<ILoggingEvent> layout =
                json
                        ? new JsonLayout(context)
                        : new TextLayout(context, "yyyy-MM-dd'T'HH:mm:ss.SSSX", ZoneOffset.UTC);
        start(file, context, layout);
        return file;
    }

    private static void start(
            OutputStreamAppender<ILoggingEvent> appender,
            LoggerContext context,
            Layout<ILoggingEvent> layout) {
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setLayout(layout);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
    }
}
