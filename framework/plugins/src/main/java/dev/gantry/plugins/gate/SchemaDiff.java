package dev.gantry.plugins.gate;

import dev.gantry.plugins.schema.Schema;
import dev.gantry.plugins.schema.SchemaValidator;
import dev.gantry.spi.plugin.Compatibility;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Compares two schemas of the same thing. Of an input nothing may become narrower: what callers
 * send today must still be right. Of a result nothing may become wider: what consumers read
 * tomorrow must be what they know; they skip fields that they do not know. What cannot be decided,
 * as whether one pattern takes all that another took, counts as broken.
 */
public final class SchemaDiff {
    private static final String ANY = "any number";

    private final boolean input;
    private final String noun;
    private final List<SchemaChange> changes = new ArrayList<>();

    private SchemaDiff(boolean input, String noun) {
        this.input = input;
        this.noun = noun;
    }

    /**
     * What changed in what callers send.
     *
     * @param noun what a field is called, as {@code parameter}
     */
    public static List<SchemaChange> inputs(Schema old, Schema next, String noun) {
        SchemaDiff diff = new SchemaDiff(true, noun);
        diff.value(List.of(), old, next);
        return List.copyOf(diff.changes);
    }

    /**
     * What changed in what consumers read.
     *
     * @param noun what a field is called, as {@code result field}
     */
    public static List<SchemaChange> results(Schema old, Schema next, String noun) {
        SchemaDiff diff = new SchemaDiff(false, noun);
        diff.value(List.of(), old, next);
        return List.copyOf(diff.changes);
    }

    private void value(List<String> at, Schema old, Schema next) {
        if (retyped(old, next)) {
            add(Compatibility.BREAKING, at, changed(old.noun(), next.noun()));
            return;
        }
        switch (old.type()) {
            case OBJECT -> {
                if (old.values() == null) {
                    properties(at, old, next);
                } else {
                    value(then(at, SchemaChange.VALUE), old.values(), next.values());
                }
            }
            case ARRAY -> array(at, old, next);
            case STRING -> text(at, old, next);
            case INTEGER, NUMBER -> numbers(at, old, next);
            case BOOLEAN -> {}
        }
    }

    private static boolean retyped(Schema old, Schema next) {
        boolean numbers = number(old) && number(next);
        return !numbers && old.type() != next.type()
                || (old.values() == null) != (next.values() == null);
    }

    private void properties(List<String> at, Schema old, Schema next) {
        List<String> gone =
                old.properties().keySet().stream()
                        .filter(name -> !next.properties().containsKey(name))
                        .toList();
        List<String> fresh =
                next.properties().keySet().stream()
                        .filter(name -> !old.properties().containsKey(name))
                        .toList();
        for (String name : gone) {
            add(
                    Compatibility.BREAKING,
                    then(at, name),
                    "removed" + renamed(gone, fresh, old, next));
        }
        for (String name : fresh) {
            boolean required = input && next.required().contains(name);
            add(
                    required ? Compatibility.BREAKING : Compatibility.COMPATIBLE,
                    then(at, name),
                    required ? "is new and required" : "is new");
        }
        for (Map.Entry<String, Schema> property : old.properties().entrySet()) {
            Schema after = next.properties().get(property.getKey());
            if (after != null) {
                List<String> place = then(at, property.getKey());
                boolean was = old.required().contains(property.getKey());
                boolean is = next.required().contains(property.getKey());
                if (retyped(property.getValue(), after)) {
                    // told as such: nothing else matters then
                } else if (input) {
                    presence(place, property.getValue(), was, after, is);
                } else {
                    absence(place, property.getValue(), was, after, is);
                }
                value(place, property.getValue(), after);
            }
        }
    }

    private static String renamed(List<String> gone, List<String> fresh, Schema old, Schema next) {
        if (gone.size() != 1 || fresh.size() != 1) {
            return "";
        }
        Schema before = old.properties().get(gone.getFirst());
        Schema after = next.properties().get(fresh.getFirst());
        return before.noun().equals(after.noun())
                ? " (was it renamed to `" + fresh.getFirst() + "`?)"
                : "";
    }

    /** Whether callers have to send a field, and what it is when they do not. */
    private void presence(List<String> at, Schema old, boolean was, Schema next, boolean is) {
        if (!was && is) {
            String before = old.fallback() == null ? "" : ", its default was " + old.fallback();
            changes.add(
                    new SchemaChange(
                            Compatibility.BREAKING, noun, at, "became required" + before, true));
        } else if (was && !is) {
            String now = next.fallback() == null ? "" : ", its default is " + next.fallback();
            add(Compatibility.COMPATIBLE, at, "became optional" + now);
        } else if (!was && !same(old.fallback(), next.fallback())) {
            changes.add(
                    new SchemaChange(
                            Compatibility.NEW_RUNS_ONLY,
                            noun,
                            at,
                            "has "
                                    + (next.fallback() == null
                                            ? "no default"
                                            : "the default " + next.fallback())
                                    + ", before "
                                    + (old.fallback() == null ? "none" : old.fallback()),
                            true));
        }
    }

    /** Whether consumers can count on a field. A list that may be empty is told by its length. */
    private void absence(List<String> at, Schema old, boolean was, Schema next, boolean is) {
        boolean shorter =
                next.type() == Schema.Type.ARRAY
                        && next.fallback() != null
                        && next.minLength() < old.minLength();
        if (was && !is && !shorter) {
            add(Compatibility.BREAKING, at, "may be absent");
        } else if (!was && is) {
            add(Compatibility.COMPATIBLE, at, "is always there");
        }
    }

    private static boolean same(JsonNode a, JsonNode b) {
        if (a == null || b == null || !a.isNumber() || !b.isNumber()) {
            return Objects.equals(a, b);
        }
        return a.decimalValue().compareTo(b.decimalValue()) == 0;
    }

    private void array(List<String> at, Schema old, Schema next) {
        length(at, old, next, "elements");
        if (old.unique() != next.unique()) {
            aspect(at, changed(old.noun(), next.noun()), next.unique(), old.unique());
        }
        value(then(at, SchemaChange.ELEMENT), old.items(), next.items());
    }

    private void text(List<String> at, Schema old, Schema next) {
        if ((old.choices() == null) != (next.choices() == null)) {
            aspect(at, changed(old.noun(), next.noun()), !fitsAll(old, next), !fitsAll(next, old));
            return;
        }
        if (old.choices() != null) {
            for (String gone : minus(old, next)) {
                aspect(at, "no longer has the value " + gone, true, false);
            }
            for (String fresh : minus(next, old)) {
                aspect(at, "has the new value " + fresh, false, true);
            }
        }
        if (!old.sameFormat(next)) {
            aspect(
                    at,
                    changed(old.noun(), next.noun()),
                    !next.noun().equals("text"),
                    !old.noun().equals("text"));
        } else if (!old.within().equals(next.within())) {
            aspect(
                    at,
                    "may lead " + places(next) + ", before " + places(old),
                    !old.leadsWithin(next),
                    !next.leadsWithin(old));
        }
        length(at, old, next, "characters");
        String before = old.pattern() == null ? null : old.pattern().pattern();
        String after = next.pattern() == null ? null : next.pattern().pattern();
        if (!Objects.equals(before, after)) {
            String how =
                    before == null
                            ? "has to match " + after
                            : after == null
                                    ? "no longer has to match " + before
                                    : "has to match "
                                            + after
                                            + ", before "
                                            + before
                                            + ", and nobody can tell whether they take the same";
            aspect(at, how, after != null, before != null);
        }
    }

    private static String places(Schema schema) {
        return schema.within().isEmpty() ? "anywhere" : "to " + String.join(", ", schema.within());
    }

    /** Whether all that one takes is taken by the other; a text without choices never is. */
    private static boolean fitsAll(Schema from, Schema to) {
        return from.choices() != null
                && from.choices().stream()
                        .allMatch(
                                c ->
                                        SchemaValidator.validate(
                                                        to,
                                                        JsonNodeFactory.instance
                                                                .stringNode(c)
                                                                .toString())
                                                .isEmpty());
    }

    private static TreeSet<String> minus(Schema a, Schema b) {
        TreeSet<String> rest = new TreeSet<>(a.choices());
        rest.removeAll(b.choices());
        return rest;
    }

    private void length(List<String> at, Schema old, Schema next, String what) {
        boolean narrower = next.minLength() > old.minLength() || next.maxLength() < old.maxLength();
        boolean wider = next.minLength() < old.minLength() || next.maxLength() > old.maxLength();
        if (narrower || wider) {
            aspect(
                    at,
                    "has "
                            + lengths(next)
                            + (lengths(next).equals(ANY) ? " of " : " ")
                            + what
                            + ", before "
                            + lengths(old),
                    narrower,
                    wider);
        }
    }

    private static String lengths(Schema s) {
        if (s.maxLength() == Integer.MAX_VALUE) {
            return s.minLength() == 0 ? ANY : "at least " + s.minLength();
        }
        return s.minLength() == 0
                ? "at most " + s.maxLength()
                : s.minLength() + " to " + s.maxLength();
    }

    private void numbers(List<String> at, Schema old, Schema next) {
        Span before = Span.of(old);
        Span after = Span.of(next);
        if (!before.told().equals(after.told())) {
            aspect(
                    at,
                    changed(before.told(), after.told()),
                    !before.within(after),
                    !after.within(before));
        }
    }

    private static boolean number(Schema schema) {
        return schema.type() == Schema.Type.INTEGER || schema.type() == Schema.Type.NUMBER;
    }

    private static String changed(String from, String to) {
        return "changed from " + from + " to " + to;
    }

    private static List<String> then(List<String> at, String next) {
        List<String> path = new ArrayList<>(at);
        path.add(next);
        return path;
    }

    /**
     * @param narrower whether something is no longer taken
     * @param wider whether something is taken that was not
     */
    private void aspect(List<String> at, String how, boolean narrower, boolean wider) {
        boolean breaks = input ? narrower : wider;
        add(breaks ? Compatibility.BREAKING : Compatibility.COMPATIBLE, at, how);
    }

    private void add(Compatibility weight, List<String> at, String how) {
        changes.add(new SchemaChange(weight, noun, at, how, false));
    }
}
