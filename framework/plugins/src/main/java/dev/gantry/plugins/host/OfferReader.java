package dev.gantry.plugins.host;

import dev.gantry.api.detect.Detector;
import dev.gantry.api.task.PhasedTask;
import dev.gantry.api.task.Retry;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskType;
import dev.gantry.plugins.catalog.Offering;
import dev.gantry.plugins.schema.Schema;
import dev.gantry.plugins.schema.SchemaException;
import dev.gantry.plugins.schema.SchemaWriter;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.plugin.Needs;
import dev.gantry.spi.run.RetryPolicy;

import org.osgi.framework.Bundle;

import java.lang.reflect.Type;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads what a plugin offers, without starting it. */
final class OfferReader {
    private static final Pattern ID = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)*");

    private OfferReader() {}

    /** Where the classes of a bundle come from. */
    interface Classes {
        Class<?> load(String name) throws ClassNotFoundException;
    }

    static List<Offering> read(Bundle bundle) throws Rejection {
        return read(bundle, bundle::loadClass);
    }

    static List<Offering> read(Bundle bundle, Classes classes) throws Rejection {
        List<Rejection> faults = new ArrayList<>();
        List<Offering> offerings = read(Declared.by(bundle, classes), faults);
        if (!faults.isEmpty()) {
            throw faults.getFirst();
        }
        return offerings;
    }

    /** All that can be offered; why the rest cannot is added to the faults. */
    static List<Offering> read(Declared declared, List<Rejection> faults) {
        Needs needs = Needs.NONE;
        try {
            needs = declared.needs();
        } catch (Rejection e) {
            faults.add(e);
        }
        List<Offering> offerings = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Kind kind : Kind.values()) {
            String namespace = "gantry." + kind.name().toLowerCase(Locale.ROOT);
            for (Map<String, Object> attributes : declared.capabilities(namespace)) {
                try {
                    Offering offering = read(declared, kind, attributes);
                    if (!seen.add(kind + offering.id())) {
                        throw new Rejection(
                                "it offers "
                                        + kind.noun()
                                        + " "
                                        + offering.id()
                                        + " twice: give each an id of its own");
                    }
                    offerings.add(DeclaredNeeds.limit(needs, offering));
                } catch (Rejection e) {
                    faults.add(e);
                }
            }
        }
        return offerings;
    }

    private static Offering read(Declared declared, Kind kind, Map<String, Object> attributes)
            throws Rejection {
        String id = text(attributes, "id");
        if (!ID.matcher(id).matches() || id.length() > 100) {
            throw new Rejection(
                    "its "
                            + kind.noun()
                            + " has the id \""
                            + id
                            + "\": use lower-case words of letters, digits and dashes, joined by"
                            + " dots, at most 100 characters");
        }
        String what = "its " + kind.noun() + " " + id + " ";
        String name = text(attributes, "impl");
        try {
            Class<?> impl = declared.load(name);
            return kind == Kind.PANEL
                    ? new PanelReader(declared).read(id, impl, attributes, what)
                    : read(kind, id, impl, attributes, what);
        } catch (ClassNotFoundException e) {
            throw new Rejection(
                    what + "names class " + name + ", which is not in the JAR: build it with bnd",
                    e.toString());
        } catch (LinkageError | TypeNotPresentException e) {
            throw new Rejection(
                    what
                            + "has class "
                            + name
                            + ", which cannot be loaded ("
                            + e
                            + "): pack what it needs inside the JAR",
                    Failures.trace(e));
        } catch (SchemaException e) {
            throw new Rejection(what + "cannot be offered: " + e.getMessage());
        }
    }

    private static Offering read(
            Kind kind, String id, Class<?> impl, Map<String, Object> attributes, String what)
            throws Rejection, SchemaException {
        Type[] types = types(kind, impl, what);
        Class<?> input = record(types[0], what, kind == Kind.TASK ? "parameters" : "configuration");
        Class<?> output =
                kind == Kind.DETECTOR || types[1] == Void.class
                        ? null
                        : record(types[1], what, "a result");
        TaskType type = impl.getAnnotation(TaskType.class);
        String inputSchema = SchemaWriter.write(input);
        String title = text(attributes, "title");
        return new Offering(
                kind,
                id,
                title.isEmpty() ? id : title,
                text(attributes, "description"),
                impl,
                input,
                inputSchema,
                Schema.parse(inputSchema),
                output == null ? null : SchemaWriter.write(output),
                type == null || type.timeout().isEmpty()
                        ? null
                        : duration(type.timeout(), what + "has the timeout "),
                type == null || type.heartbeat().isEmpty()
                        ? null
                        : duration(type.heartbeat(), what + "has the heartbeat "),
                type == null ? RetryPolicy.NONE : retry(type.retry(), what),
                type == null ? List.of() : Arrays.asList(type.retry().unless()),
                null);
    }

    /** Parameter and result type, or the type of the configuration. */
    private static Type[] types(Kind kind, Class<?> impl, String what) throws Rejection {
        if (kind == Kind.DETECTOR) {
            return TypeArguments.of(impl, Detector.class)
                    .orElseThrow(
                            () ->
                                    new Rejection(
                                            what
                                                    + "is "
                                                    + impl.getName()
                                                    + ", which does not implement Detector: let it"
                                                    + " do so"));
        }
        Optional<Type[]> phased =
                TypeArguments.of(impl, PhasedTask.class).map(t -> new Type[] {t[0], t[2]});
        return TypeArguments.of(impl, Task.class)
                .or(() -> phased)
                .orElseThrow(
                        () ->
                                new Rejection(
                                        what
                                                + "is "
                                                + impl.getName()
                                                + ", which implements neither Task nor PhasedTask:"
                                                + " let it implement one"));
    }

    static Class<?> record(Type type, String what, String role) throws Rejection {
        if (type instanceof Class<?> plain
                && plain.isRecord()
                && plain.getTypeParameters().length == 0) {
            return plain;
        }
        throw new Rejection(
                what + "has " + type.getTypeName() + " as " + role + ": make it a record");
    }

    private static RetryPolicy retry(Retry retry, String what) throws Rejection {
        String[] waits = retry.backoff().split("\\.\\.", -1);
        String remedy = what + "has the retry back-off " + retry.backoff() + ": ";
        if (waits.length != 2) {
            throw new Rejection(remedy + "write it as PT1S..PT1M");
        }
        try {
            return new RetryPolicy(
                    retry.attempts(),
                    duration(waits[0], what + "has the retry wait "),
                    duration(waits[1], what + "has the retry wait "),
                    Stream.of(retry.unless()).map(Class::getName).collect(Collectors.toSet()),
                    retry.within().isEmpty()
                            ? null
                            : duration(retry.within(), what + "has the retry limit "));
        } catch (IllegalArgumentException e) {
            throw new Rejection(remedy + e.getMessage());
        }
    }

    static Duration duration(String text, String what) throws Rejection {
        try {
            Duration duration = Duration.parse(text);
            if (!duration.isNegative() && !duration.isZero()) {
                return duration;
            }
        } catch (DateTimeParseException e) {
            // told below
        }
        throw new Rejection(
                what + text + ", which is no ISO-8601 duration above zero: write it as PT10S");
    }

    static String text(Map<String, Object> attributes, String name) {
        Object value = attributes.get(name);
        return value == null ? "" : value.toString();
    }
}
