package dev.gantry.detection.spec;

import dev.gantry.spi.check.CheckProblem;
import dev.gantry.spi.check.CheckSpec;
import dev.gantry.spi.run.FieldError;
import dev.gantry.yaml.UnreadableYamlException;
import dev.gantry.yaml.YamlDocument;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What a file of checks says. Immutable.
 *
 * @param name from the home, for messages
 * @param checks by id, in the order of the file; without those that cannot be read
 * @param problems all that is wrong with it for itself
 * @param pointers of the checks, by id
 * @param lines by JSON pointer, from 1
 */
public record CheckFile(
        String name,
        Map<String, CheckSpec> checks,
        List<CheckProblem> problems,
        Map<String, String> pointers,
        Map<String, Integer> lines) {

    /** What an id looks like, for people. */
    public static final String ID_EXPECTED = SpecReader.ID_EXPECTED;

    /** More than a file of the largest size holds without aliases. */
    private static final int MOST = 500_000;

    /** Ids that stand for something else in the API. */
    private static final Set<String> RESERVED = Set.of("schema");

    private static final Set<String> MEMBERS = withId();

    private static Set<String> withId() {
        Set<String> members = new HashSet<>(SpecReader.MEMBERS);
        members.add("id");
        return Set.copyOf(members);
    }

    /** Whether a text can be an id. */
    public static boolean fits(String id) {
        return SpecReader.ID.matcher(id).matches() && !RESERVED.contains(id);
    }

    /** Reads YAML, or JSON. */
    public static CheckFile read(String name, String text) {
        YamlDocument yaml;
        try {
            yaml = YamlDocument.read(text, MOST);
        } catch (UnreadableYamlException e) {
            Integer line = e.line().orElse(null);
            return new CheckFile(
                    name,
                    Map.of(),
                    List.of(new CheckProblem(name, line, "", e.getMessage(), true)),
                    Map.of(),
                    Map.of());
        }
        List<FieldError> errors = new ArrayList<>();
        Map<String, CheckSpec> checks = new LinkedHashMap<>();
        Map<String, String> pointers = new LinkedHashMap<>();
        if (!yaml.root().isNull()) {
            read(yaml.root(), errors, checks, pointers);
        }
        List<CheckProblem> problems =
                errors.stream()
                        .map(
                                error ->
                                        new CheckProblem(
                                                name,
                                                line(yaml.lines(), error.pointer()),
                                                error.pointer(),
                                                error.message(),
                                                true))
                        .toList();
        return new CheckFile(name, checks, problems, pointers, yaml.lines());
    }

    private static void read(
            JsonNode root,
            List<FieldError> errors,
            Map<String, CheckSpec> checks,
            Map<String, String> pointers) {
        if (!root.isObject()) {
            errors.add(new FieldError("", "expected checks: with a list below it"));
            return;
        }
        Fields fields = Fields.of(root, "", Set.of("checks"), errors);
        int at = 0;
        for (JsonNode item : fields.items("checks")) {
            String pointer = "/checks/" + at++;
            Fields check = Fields.of(item, pointer, MEMBERS, errors);
            if (!item.isObject()) {
                continue;
            }
            String id = check.required("id", "shop.web");
            CheckSpec spec = SpecReader.read(check, errors);
            if (check.has("id") && !fits(id)) {
                check.wrong("id", "\"" + id + "\" cannot be one; " + ID_EXPECTED);
            } else if (pointers.putIfAbsent(id, pointer) != null) {
                check.wrong("id", id + " is there twice; rename one of them");
            } else if (spec != null) {
                checks.put(id, spec);
            }
        }
    }

    /** A problem with one of its checks; the pointer is within the check. */
    public CheckProblem problem(String id, String pointer, String message, boolean refused) {
        String whole = pointers.getOrDefault(id, "") + pointer;
        return new CheckProblem(name, line(lines, whole), whole, message, refused);
    }

    /**
     * The same with the checks as they are known elsewhere, and without the places of what cannot
     * be wrong any more.
     *
     * @param known may give {@code null} for one that is not known
     */
    public CheckFile lean(Function<String, CheckSpec> known) {
        Map<String, CheckSpec> same = new LinkedHashMap<>();
        Map<String, Integer> places = new HashMap<>();
        checks.keySet()
                .forEach(
                        id -> {
                            CheckSpec spec = known.apply(id);
                            if (spec != null) {
                                same.put(id, spec);
                            }
                            for (String member : List.of("", "/detector", "/reaction/task")) {
                                String pointer = pointers.get(id) + member;
                                if (lines.containsKey(pointer)) {
                                    places.put(pointer, lines.get(pointer));
                                }
                            }
                        });
        return new CheckFile(name, same, problems, pointers, places);
    }

    private static Integer line(Map<String, Integer> lines, String pointer) {
        for (String at = pointer; !at.isEmpty(); at = at.substring(0, at.lastIndexOf('/'))) {
            Integer line = lines.get(at);
            if (line != null) {
                return line;
            }
        }
        return null;
    }
}
