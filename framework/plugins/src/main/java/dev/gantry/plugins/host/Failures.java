package dev.gantry.plugins.host;

import dev.gantry.plugins.catalog.Frames;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Puts what a plugin threw into words. */
final class Failures {
    private static final String CAUSED_BY = "Caused by: ";

    private Failures() {}

    /** Root cause and first frame of the plugin. */
    static String told(Throwable failure, Frames frames) {
        return told(trace(failure), frames);
    }

    /** Root cause and first frame of the plugin, from the text of a stack trace. */
    static String told(String trace, Frames frames) {
        String root = trace.lines().findFirst().orElse("unknown");
        for (String line : trace.lines().toList()) {
            if (line.startsWith(CAUSED_BY)) {
                root = line.substring(CAUSED_BY.length());
            }
        }
        int from = trace.indexOf(CAUSED_BY + root);
        String frame =
                frames.first(trace.substring(Math.max(from, 0)))
                        .or(() -> frames.first(trace))
                        .map(f -> ", at " + f)
                        .orElse("");
        return root.strip() + frame;
    }

    static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
