package dev.gantry.plugins.host;

import dev.gantry.api.panel.Panel;
import dev.gantry.api.panel.PanelType;
import dev.gantry.plugins.catalog.Offering;
import dev.gantry.plugins.schema.Schema;
import dev.gantry.plugins.schema.SchemaException;
import dev.gantry.plugins.schema.SchemaWriter;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.catalog.PanelLook;
import dev.gantry.spi.run.RetryPolicy;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads the panels of a plugin. */
record PanelReader(Declared plugin) {
    private static final Pattern MODULE =
            Pattern.compile("([A-Za-z0-9_-][A-Za-z0-9._-]*/)+[A-Za-z0-9_-][A-Za-z0-9._-]*\\.m?js");
    private static final Pattern EVENT = Pattern.compile("[a-z]+(\\.[a-z_]*)*");
    private static final Duration SOONEST = Duration.ofSeconds(1);

    Offering read(String id, Class<?> impl, Map<String, Object> attributes, String what)
            throws Rejection, SchemaException {
        PanelType panel = impl.getAnnotation(PanelType.class);
        Type[] types = TypeArguments.of(impl, Panel.class).orElse(null);
        if (panel == null || types == null) {
            throw new Rejection(
                    what
                            + "is "
                            + impl.getName()
                            + (panel == null
                                    ? ", which has no @PanelType: annotate it"
                                    : ", which does not implement Panel: let it do so"));
        }
        Class<?> query = OfferReader.record(types[0], what, "query");
        String querySchema = SchemaWriter.write(query);
        Class<?> answer = OfferReader.record(types[1], what, "data");
        String title = OfferReader.text(attributes, "title");
        return new Offering(
                Kind.PANEL,
                plugin.id() + "/" + id,
                title.isEmpty() ? id : title,
                OfferReader.text(attributes, "description"),
                impl,
                query,
                querySchema,
                Schema.parse(querySchema),
                SchemaWriter.write(answer),
                null,
                null,
                RetryPolicy.NONE,
                List.of(),
                new PanelLook(
                        module(panel.module(), what),
                        panel.place(),
                        refresh(panel.refresh(), what),
                        events(panel.events(), what)));
    }

    private String module(String module, String what) throws Rejection {
        if (!MODULE.matcher(module).matches()
                || module.toUpperCase(Locale.ROOT).startsWith("META-INF/")) {
            throw new Rejection(
                    what
                            + "has the module \""
                            + module
                            + "\": name a script in a folder of its own, as panel/disk.js");
        }
        if (!plugin.has(module)) {
            throw new Rejection(
                    what
                            + "has the module "
                            + module
                            + ", which is not in the JAR: put it into src/main/resources/"
                            + module);
        }
        return module;
    }

    private static Duration refresh(String text, String what) throws Rejection {
        if (text.isEmpty()) {
            return null;
        }
        Duration refresh = OfferReader.duration(text, what + "has the refresh ");
        if (refresh.compareTo(SOONEST) < 0) {
            throw new Rejection(what + "has the refresh " + text + ": make it PT1S or more");
        }
        return refresh;
    }

    private static List<String> events(String[] events, String what) throws Rejection {
        for (String event : events) {
            if (!EVENT.matcher(event).matches()) {
                throw new Rejection(
                        what
                                + "has the event \""
                                + event
                                + "\": write it as run.finished, or run. for all of runs");
            }
        }
        return List.of(events);
    }
}
