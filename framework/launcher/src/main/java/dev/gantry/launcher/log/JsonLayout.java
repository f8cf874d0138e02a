package dev.gantry.launcher.log;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.LayoutBase;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** One JSON object a line, for machines. */
final class JsonLayout extends LayoutBase<ILoggingEvent> {
    private static final List<String> ABOUT =
            List.of("run", "task", "attempt", "trace", "span", "plugin", "revision", "tenant");

    private final JsonFactory json = new JsonFactory();
    private final ThrowableProxyConverter stack = new ThrowableProxyConverter();

    JsonLayout(Context context) {
        setContext(context);
        stack.setContext(context);
    }

    @Override
    public void start() {
        stack.start();
        super.start();
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        StringWriter line = new StringWriter(256);
        try (JsonGenerator out = json.createGenerator(ObjectWriteContext.empty(), line)) {
            out.writeStartObject();
            out.writeStringProperty(
                    "timestamp", Instant.ofEpochMilli(event.getTimeStamp()).toString());
            out.writeStringProperty("level", event.getLevel().toString());
            out.writeStringProperty("logger", event.getLoggerName());
            out.writeStringProperty("message", event.getFormattedMessage());
            Map<String, String> about = event.getMDCPropertyMap();
            for (String key : ABOUT) {
                String value = about.get(key);
                if (value != null) {
                    out.writeStringProperty(key, value);
                }
            }
            out.writeStringProperty("thread", event.getThreadName());
            if (event.getThrowableProxy() != null) {
                out.writeStringProperty("error", stack.convert(event));
            }
            out.writeEndObject();
        }
        return line.append('\n').toString();
    }
}
