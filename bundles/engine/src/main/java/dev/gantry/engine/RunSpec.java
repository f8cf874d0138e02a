package dev.gantry.engine;

import dev.gantry.spi.run.Carried;
import dev.gantry.spi.run.Concurrency;
import dev.gantry.spi.run.Kinship;
import dev.gantry.spi.run.RetryPolicy;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.SlaClass;
import dev.gantry.spi.store.StoredRun;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a caller chose for its run beyond task and parameters. Its JSON holds what is not default;
 * the member {@code labels} is known to the store, which filters by it.
 *
 * @param timeout {@code null} for the task type's own
 * @param retry {@code null} for the task type's own
 * @param traceparent {@code null} for a trace of the run's own
 * @param deadline {@code null} for none
 * @param rerunOf the run that it repeats, or {@code null}
 * @param concurrency {@code null} for none
 * @param kinship how it belongs to its parent; {@code null} if it only bears its name, or has none
 * @param carried what goes along with it
 */
record RunSpec(
        Map<String, String> labels,
        SlaClass sla,
        int priority,
        Duration timeout,
        RetryPolicy retry,
        String traceparent,
        String parent,
        String trigger,
        Instant deadline,
        String rerunOf,
        Concurrency concurrency,
        Kinship kinship,
        Carried carried) {
    static final String CONCURRENCY = "\"concurrency\"";
    private static final String DEADLINE = "\"deadline\"";
    private static final String MANUAL = "manual";
    static final RunSpec DEFAULT =
            new RunSpec(
                    Map.of(),
                    SlaClass.SILVER,
                    0,
                    null,
                    null,
                    null,
                    null,
                    MANUAL,
                    null,
                    null,
                    null,
                    null,
                    Carried.NONE);

    /** Without a deadline, and no rerun. */
    RunSpec(
            Map<String, String> labels,
            SlaClass sla,
            int priority,
            Duration timeout,
            RetryPolicy retry,
            String traceparent,
            String parent,
            String trigger) {
        this(
                labels,
                sla,
                priority,
                timeout,
                retry,
                traceparent,
                parent,
                trigger,
                null,
                null,
                null,
                null,
                Carried.NONE);
    }

    static RunSpec of(RunRequest request) {
        return new RunSpec(
                request.labels(),
                request.sla(),
                request.priority(),
                request.timeout(),
                request.retry(),
                request.traceparent(),
                request.parent(),
                request.trigger(),
                null,
                request.rerunOf(),
                request.concurrency(),
                request.kinship(),
                request.carried());
    }

    /** What is asked for, whoever asks and in whatever trace. */
    RunSpec wish() {
        return new RunSpec(
                labels,
                sla,
                priority,
                timeout,
                retry,
                null,
                parent,
                trigger.startsWith(MANUAL) ? MANUAL : trigger,
                deadline,
                rerunOf,
                concurrency,
                kinship,
                Carried.NONE);
    }

    RunSpec withLinks(List<String> traceparents) {
        return new RunSpec(
                labels,
                sla,
                priority,
                timeout,
                retry,
                traceparent,
                parent,
                trigger,
                deadline,
                rerunOf,
                concurrency,
                kinship,
                carried.withLinks(traceparents));
    }

    RunSpec withDeadline(Instant at) {
        return new RunSpec(
                labels,
                sla,
                priority,
                timeout,
                retry,
                traceparent,
                parent,
                trigger,
                at,
                rerunOf,
                concurrency,
                kinship,
                carried);
    }

    RunSpec withPriority(int of) {
        return new RunSpec(
                labels,
                sla,
                of,
                timeout,
                retry,
                traceparent,
                parent,
                trigger,
                deadline,
                rerunOf,
                concurrency,
                kinship,
                carried);
    }

    /** As JSON; {@code null} when all is default. */
    String json(JsonMapper mapper) {
        if (equals(DEFAULT)) {
            return null;
        }
        ObjectNode node = mapper.createObjectNode();
        if (!labels.isEmpty()) {
            ObjectNode pairs = node.putObject("labels");
            new TreeMap<>(labels).forEach(pairs::put);
        }
        if (sla != SlaClass.SILVER) {
            node.put("sla", sla.name().toLowerCase(Locale.ROOT));
        }
        if (priority != 0) {
            node.put("priority", priority);
        }
        if (timeout != null) {
            node.put("timeout", timeout.toString());
        }
        if (retry != null) {
            RetryJson.write(node.putObject("retry"), retry);
        }
        if (traceparent != null) {
            node.put("traceparent", traceparent);
        }
        if (carried != Carried.NONE) {
            carry(node);
        }
        if (parent != null) {
            node.put("parent", parent);
        }
        if (!trigger.equals(MANUAL)) {
            node.put("trigger", trigger);
        }
        if (deadline != null) {
            node.put("deadline", deadline.toString());
        }
        if (rerunOf != null) {
            node.put("rerunOf", rerunOf);
        }
        if (concurrency != null) {
            node.putObject("concurrency")
                    .put("key", concurrency.key())
                    .put("limit", concurrency.limit());
        }
        if (kinship != null) {
            node.putObject("child")
                    .put("name", kinship.name())
                    .put("depth", kinship.depth())
                    .put("detached", kinship.detached());
        }
        return node.toString();
    }

    private void carry(ObjectNode node) {
        if (!carried.tracestate().isEmpty()) {
            node.put("tracestate", carried.tracestate());
        }
        if (!carried.baggage().isEmpty()) {
            node.put("baggage", carried.baggage());
        }
        if (carried.links().size() == 1) {
            node.put("link", carried.links().getFirst());
        } else if (!carried.links().isEmpty()) {
            carried.links().forEach(node.putArray("link")::add);
        }
    }

    private static Carried carried(JsonNode node) {
        String state = text(node, "tracestate", "");
        String baggage = text(node, "baggage", "");
        JsonNode link = node.path("link");
        List<String> links =
                link.isString()
                        ? List.of(link.asString())
                        : link.valueStream().map(JsonNode::asString).toList();
        return state.isEmpty() && baggage.isEmpty() && links.isEmpty()
                ? Carried.NONE
                : new Carried(state, baggage, links);
    }

    /** From JSON; {@code null} gives the default. */
    static RunSpec parse(JsonMapper mapper, String json) {
        if (json == null) {
            return DEFAULT;
        }
        JsonNode node = mapper.readTree(json);
        Map<String, String> labels = new HashMap<>();
        node.path("labels")
                .properties()
                .forEach(pair -> labels.put(pair.getKey(), pair.getValue().asString()));
        JsonNode retry = node.get("retry");
        String timeout = text(node, "timeout", null);
        String deadline = text(node, "deadline", null);
        return new RunSpec(
                Map.copyOf(labels),
                SlaClass.valueOf(text(node, "sla", "silver").toUpperCase(Locale.ROOT)),
                node.path("priority").asInt(0),
                timeout == null ? null : Duration.parse(timeout),
                retry == null ? null : RetryJson.read(retry),
                text(node, "traceparent", null),
                text(node, "parent", null),
                text(node, "trigger", MANUAL),
                deadline == null ? null : Instant.parse(deadline),
                text(node, "rerunOf", null),
                concurrency(node.get("concurrency")),
                kinship(node.path("child")),
                carried(node));
    }

    private static Concurrency concurrency(JsonNode node) {
        return node == null
                ? null
                : new Concurrency(text(node, "key", null), node.path("limit").asInt(1));
    }

    private static Kinship kinship(JsonNode node) {
        return node.isMissingNode()
                ? null
                : new Kinship(
                        node.path("name").asString(),
                        node.path("depth").asInt(1),
                        node.path("detached").asBoolean(false));
    }

    private static String text(JsonNode node, String member, String otherwise) {
        JsonNode value = node.get(member);
        return value == null ? otherwise : value.asString();
    }

    /** Whether a stored run may have a deadline. */
    static boolean mayHaveDeadline(StoredRun run) {
        return run.spec() != null && run.spec().contains(DEADLINE);
    }
}
