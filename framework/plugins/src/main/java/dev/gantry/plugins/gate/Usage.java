package dev.gantry.plugins.gate;

import dev.gantry.plugins.schema.Schema;
import dev.gantry.plugins.schema.SchemaValidator;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.plugin.Compatibility;
import dev.gantry.spi.run.FieldError;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Says who uses one task type or detector, as it was when this was made. */
final class Usage {
    private static final int NAMED = 3;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final List<Users.User> users;
    private final long open;

    Usage(Users users, Kind kind, String id) {
        this.users = users.of(kind, id);
        this.open = kind == Kind.TASK ? users.open(id) : 0;
    }

    List<Users.User> users() {
        return users;
    }

    long open() {
        return open;
    }

    /** All who use it, as {@code used by schedule nightly, 12 runs wait for it}; may be empty. */
    String all() {
        return told(users.isEmpty() ? "" : "used by " + names(users));
    }

    /** Who is hit by a change of an input, by what they really send; may be empty. */
    String hitBy(SchemaChange change, Schema old, Schema next) {
        if (change.weight() == Compatibility.BREAKING) {
            List<Users.User> hit =
                    users.stream()
                            .filter(
                                    u ->
                                            misfits(u.input(), old, next).stream()
                                                    .map(FieldError::pointer)
                                                    .anyMatch(change::covers))
                            .toList();
            if (!hit.isEmpty()) {
                return told("does not fit what is set in " + names(hit));
            }
            return told(users.isEmpty() ? "" : "fits what is set in " + names(users));
        }
        List<Users.User> hit =
                users.stream().filter(u -> change.unset() && !sets(u.input(), change)).toList();
        return told(hit.isEmpty() ? "" : "not set in " + names(hit));
    }

    /** What is wrong with an input under the next schema that was right under the old one. */
    static List<FieldError> misfits(String input, Schema old, Schema next) {
        List<FieldError> errors = SchemaValidator.validate(next, input);
        if (errors.isEmpty()) {
            return errors;
        }
        Set<String> before =
                SchemaValidator.validate(old, input).stream()
                        .map(FieldError::pointer)
                        .collect(Collectors.toCollection(HashSet::new));
        return errors.stream().filter(e -> !before.contains(e.pointer())).toList();
    }

    /** Whether an input says something of a field; one within a list or a map is not looked for. */
    private static boolean sets(String input, SchemaChange change) {
        try {
            JsonNode node = JSON.readTree(input == null || input.isBlank() ? "{}" : input);
            for (String name : change.path()) {
                node = node.path(name);
            }
            return !node.isMissingNode() && !node.isNull();
        } catch (JacksonException e) {
            return false;
        }
    }

    private String told(String who) {
        String runs =
                open == 0
                        ? ""
                        : open == 1
                                ? "1 run waits for it"
                                : (open >= Users.CAP ? Users.CAP + " or more" : open)
                                        + " runs wait for it";
        return who.isEmpty() || runs.isEmpty() ? who + runs : who + ", " + runs;
    }

    private static String names(List<Users.User> users) {
        String kind = users.getFirst().kind();
        if (users.size() == 1) {
            return kind + " " + users.getFirst().id();
        }
        List<String> ids =
                users.stream().map(Users.User::id).limit(NAMED).collect(Collectors.toList());
        String last = users.size() > NAMED ? (users.size() - NAMED) + " more" : ids.removeLast();
        return kind + "s " + String.join(", ", ids) + " and " + last;
    }
}
