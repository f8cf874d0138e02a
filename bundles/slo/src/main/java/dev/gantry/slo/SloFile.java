package dev.gantry.slo;

import dev.gantry.spi.meter.RunBuckets;
import dev.gantry.spi.slo.Objective;
import dev.gantry.spi.slo.SloKind;
import dev.gantry.yaml.UnreadableYamlException;
import dev.gantry.yaml.YamlDocument;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the files in {@code conf/slos}. */
final class SloFile {
    static final Duration WINDOW = Duration.ofDays(30);
    static final long MINIMUM = 10;

    /** Ids that stand for something else in the API. */
    private static final Set<String> RESERVED = Set.of("rules");

    private static final Set<String> KEYS =
            Set.of("id", "task", "kind", "threshold", "objective", "window", "minimum");
    private static final Pattern ID = Pattern.compile("[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?");
    private static final Pattern TASK = Pattern.compile("[a-z0-9.*-]{1,200}");
    private static final Pattern PERCENT = Pattern.compile("[0-9]{1,2}(\\.[0-9]{1,6})?");

    private final String file;

    /** A file that says nothing usable; its message names the line and the remedy. */
    static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableException(String file, Optional<Integer> line, String problem) {
            super(file + line.map(at -> ", line " + at).orElse("") + ": " + problem);
        }
    }

    /**
     * @param file from the home
     */
    private SloFile(String file) {
        this.file = file;
    }

    /**
     * Reads a file.
     *
     * @throws UnreadableException if it holds no objectives
     */
    static List<Objective> read(String file, String text) throws UnreadableException {
        return new SloFile(file).read(text);
    }

    private List<Objective> read(String text) throws UnreadableException {
        LoadSettings settings = LoadSettings.builder().setLabel(file).build();
        try {
            Optional<Node> root = YamlDocument.compose(settings, text);
            return root.isEmpty() ? List.of() : objectives(root.get());
        } catch (UnreadableYamlException e) {
            throw new UnreadableException(file, e.line(), e.getMessage());
        }
    }

    private List<Objective> objectives(Node root) throws UnreadableException {
        if (!(root instanceof MappingNode mapping)) {
            throw bad(root, "expected objectives: with a list below it");
        }
        List<Objective> found = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Map.Entry<String, Node> entry : members(mapping, Set.of("objectives")).entrySet()) {
            if (!(entry.getValue() instanceof SequenceNode list)) {
                throw bad(entry.getValue(), "expected a list of objectives, each after a dash");
            }
            for (Node item : list.getValue()) {
                Objective objective = objective(item);
                if (!ids.add(objective.id())) {
                    throw bad(item, "id " + objective.id() + " is there twice; rename one of them");
                }
                found.add(objective);
            }
        }
        return found;
    }

    private Objective objective(Node node) throws UnreadableException {
        if (!(node instanceof MappingNode mapping)) {
            throw bad(node, "expected an objective with id, task, kind and objective");
        }
        Map<String, Node> members = members(mapping, KEYS);
        String id =
                matching(
                        required(mapping, members, "id"),
                        ID,
                        "lower-case letters, digits and dashes, as mail-quick");
        if (RESERVED.contains(id)) {
            throw bad(members.get("id"), id + " cannot be an id; choose another one");
        }
        String task =
                matching(
                        required(mapping, members, "task"),
                        TASK,
                        "a task type such as files.cleanup, or several as files.*");
        SloKind kind = kind(required(mapping, members, "kind"));
        return new Objective(
                id,
                task,
                kind,
                threshold(mapping, kind, members.get("threshold")),
                percent(required(mapping, members, "objective")),
                members.containsKey("window") ? window(members.get("window")) : WINDOW,
                members.containsKey("minimum") ? minimum(members.get("minimum")) : MINIMUM,
                file);
    }

    private SloKind kind(Node node) throws UnreadableException {
        return switch (text(node)) {
            case "availability" -> SloKind.AVAILABILITY;
            case "latency" -> SloKind.LATENCY;
            case "wait" -> SloKind.WAIT;
            default -> throw bad(node, "expected availability, latency or wait, got " + text(node));
        };
    }

    private Duration threshold(Node objective, SloKind kind, Node node) throws UnreadableException {
        if (kind == SloKind.AVAILABILITY) {
            if (node != null) {
                throw bad(node, "threshold goes with latency and wait only; remove it");
            }
            return null;
        }
        if (node == null) {
            throw bad(objective, "threshold is missing: up to which time is a run good?");
        }
        Duration threshold = duration(node, "PT5S");
        List<Duration> bounds = kind == SloKind.LATENCY ? RunBuckets.DURATION : RunBuckets.WAIT;
        if (!bounds.contains(threshold)) {
            throw bad(
                    node,
                    "threshold has to be a bound of the histograms' buckets, as Prometheus knows"
                            + " no times between them; the nearest to "
                            + threshold
                            + ": "
                            + nearest(threshold, bounds));
        }
        return threshold;
    }

    private static String nearest(Duration threshold, List<Duration> bounds) {
        Optional<Duration> below =
                bounds.stream()
                        .filter(bound -> bound.compareTo(threshold) < 0)
                        .max(Duration::compareTo);
        Optional<Duration> above =
                bounds.stream()
                        .filter(bound -> bound.compareTo(threshold) > 0)
                        .min(Duration::compareTo);
        return java.util.stream.Stream.of(below, above)
                .flatMap(Optional::stream)
                .map(Duration::toString)
                .collect(Collectors.joining(" and "));
    }

    private BigDecimal percent(Node node) throws UnreadableException {
        String text = text(node);
        if (PERCENT.matcher(text).matches()) {
            BigDecimal percent = new BigDecimal(text);
            if (percent.signum() > 0) {
                BigDecimal plain = percent.stripTrailingZeros();
                return plain.scale() < 0 ? plain.setScale(0) : plain;
            }
        }
        throw bad(
                node,
                "expected how many of a hundred shall be good, above 0 and below 100, as 99.9; got "
                        + text);
    }

    private Duration window(Node node) throws UnreadableException {
        Duration window = duration(node, "P30D");
        if (window.compareTo(Duration.ofDays(1)) < 0
                || window.compareTo(Counts.LONGEST) > 0
                || !window.equals(Duration.ofDays(window.toDays()))) {
            throw bad(node, "expected whole days from P1D to P90D, got " + text(node));
        }
        return window;
    }

    private long minimum(Node node) throws UnreadableException {
        String text = text(node);
        if (text.matches("[0-9]{1,9}") && Long.parseLong(text) > 0) {
            return Long.parseLong(text);
        }
        throw bad(
                node,
                "expected how many must be counted before an alert fires, 1 or more; got " + text);
    }

    private Duration duration(Node node, String example) throws UnreadableException {
        try {
            Duration duration = Duration.parse(text(node));
            if (duration.isPositive()) {
                return duration;
            }
        } catch (DateTimeException e) {
            // told below
        }
        throw bad(node, "expected an ISO-8601 duration such as " + example + ", got " + text(node));
    }

    private String matching(Node node, Pattern pattern, String expected)
            throws UnreadableException {
        String text = text(node);
        if (!pattern.matcher(text).matches()) {
            throw bad(node, "expected " + expected + "; got " + text);
        }
        return text;
    }

    private Node required(Node objective, Map<String, Node> members, String name)
            throws UnreadableException {
        Node node = members.get(name);
        if (node == null) {
            throw bad(objective, name + " is missing");
        }
        return node;
    }

    private Map<String, Node> members(MappingNode mapping, Set<String> known)
            throws UnreadableException {
        Map<String, Node> members = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String name = text(tuple.getKeyNode());
            if (!known.contains(name)) {
                throw bad(
                        tuple.getKeyNode(),
                        name
                                + " is not known; expected "
                                + known.stream().sorted().collect(Collectors.joining(", ")));
            }
            if (members.put(name, tuple.getValueNode()) != null) {
                throw bad(tuple.getKeyNode(), "`" + name + "` is there twice; keep one of them");
            }
        }
        return members;
    }

    private String text(Node node) throws UnreadableException {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue().strip();
        }
        throw bad(node, "expected a plain value");
    }

    private UnreadableException bad(Node node, String problem) {
        return new UnreadableException(file, YamlDocument.line(node), problem);
    }
}
