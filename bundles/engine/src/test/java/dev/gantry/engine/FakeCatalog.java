package dev.gantry.engine;

import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.Contribution;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.catalog.NoProviderException;
import dev.gantry.spi.catalog.Offence;
import dev.gantry.spi.catalog.Selection;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.FieldError;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.RetryPolicy;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Task types without plugins: parameters arrive as {@link JsonNode}. */
final class FakeCatalog implements Catalog {
    static final RevisionRef REVISION = new RevisionRef("acme.test", "1.0.0", "ab".repeat(32));

    private final JsonMapper mapper = JsonMapper.builder().build();
    private final Map<String, Offer> offers = new ConcurrentHashMap<>();
    private final Set<RevisionRef> away = ConcurrentHashMap.newKeySet();
    private final AtomicInteger leases = new AtomicInteger();

    /** What the plugin is set to. */
    volatile Record settings;

    /** What of it is secret. */
    volatile Set<String> settingsSecrets = Set.of();

    /** What parameters of task types that are offered from now on look like. */
    volatile String schema = "{}";

    final Map<String, Integer> limits = new ConcurrentHashMap<>();

    /** How long attempts of a task type may be silent. */
    final Map<String, Duration> heartbeats = new ConcurrentHashMap<>();

    final List<String> blamed = new CopyOnWriteArrayList<>();

    /** What the process died on, by the work that it did. */
    final Map<String, RevisionRef> died = new ConcurrentHashMap<>();

    /** What the last lease was asked for. */
    volatile Selection asked;

    /** Called when a lease was given and is not with its taker yet. */
    volatile Consumer<RevisionRef> leased = revision -> {};

    /** Called when a lease is refused, before its taker hears of it. */
    volatile Consumer<RevisionRef> refused = revision -> {};

    /**
     * What is offered under one id.
     *
     * @param kept by revision, also those before
     */
    private record Offer(Contribution contribution, Map<RevisionRef, Supplier<Object>> kept) {
        Offer by(RevisionRef provider) {
            Contribution c = contribution;
            return new Offer(
                    new Contribution(
                            c.kind(),
                            c.id(),
                            c.title(),
                            c.description(),
                            provider,
                            c.inputSchema(),
                            c.outputSchema(),
                            c.timeout(),
                            c.retry(),
                            c.available(),
                            c.reason()),
                    Map.of(provider, kept.get(c.provider())));
        }
    }

    /** What is offered under an id is of another revision. */
    void by(RevisionRef provider, String id) {
        offers.computeIfPresent(id, (key, offer) -> offer.by(provider));
    }

    void offer(String id, Supplier<Object> task) {
        offer(id, task, null, RetryPolicy.NONE);
    }

    void offer(String id, Supplier<Object> task, Duration timeout, RetryPolicy retry) {
        offer(REVISION, id, task, timeout, retry);
    }

    /** From now on this revision is in service; those before are kept. */
    void offer(
            RevisionRef revision,
            String id,
            Supplier<Object> task,
            Duration timeout,
            RetryPolicy retry) {
        Map<RevisionRef, Supplier<Object>> kept = new HashMap<>();
        Offer before = offers.get(id);
        if (before != null) {
            kept.putAll(before.kept());
        }
        kept.put(revision, task);
        offers.put(id, new Offer(contribution(id, revision, timeout, retry, true), kept));
    }

    /** A revision is kept, but has to be brought back before it can run anything. */
    void away(RevisionRef revision) {
        away.add(revision);
    }

    void back(RevisionRef revision) {
        away.remove(revision);
    }

    /** A revision is no longer kept, or is quarantined. */
    void forget(RevisionRef revision) {
        offers.replaceAll(
                (id, offer) -> {
                    Map<RevisionRef, Supplier<Object>> kept = new HashMap<>(offer.kept());
                    kept.remove(revision);
                    return new Offer(offer.contribution(), kept);
                });
    }

    /** No active plugin offers it any more. */
    void withdraw(String id) {
        offers.put(
                id, new Offer(contribution(id, REVISION, null, RetryPolicy.NONE, false), Map.of()));
    }

    private Contribution contribution(
            String id,
            RevisionRef revision,
            Duration timeout,
            RetryPolicy retry,
            boolean available) {
        return new Contribution(
                Kind.TASK,
                id,
                id,
                "",
                revision,
                schema,
                null,
                timeout,
                retry,
                available,
                available ? null : reason(id));
    }

    static String reason(String id) {
        return "no active plugin offers " + id + "; drop one that does";
    }

    /** Leases that are open. */
    int leases() {
        return leases.get();
    }

    @Override
    public List<Contribution> list(Kind kind) {
        return offers.values().stream().map(Offer::contribution).toList();
    }

    @Override
    public Optional<Contribution> find(Kind kind, String id) {
        Offer offer = offers.get(id);
        return offer == null ? Optional.empty() : Optional.of(promised(offer.contribution()));
    }

    private Contribution promised(Contribution c) {
        Duration heartbeat = heartbeats.get(c.id());
        return heartbeat == null
                ? c
                : new Contribution(
                        c.kind(),
                        c.id(),
                        c.title(),
                        c.description(),
                        c.provider(),
                        c.inputSchema(),
                        c.outputSchema(),
                        c.timeout(),
                        heartbeat,
                        c.retry(),
                        c.look(),
                        c.available(),
                        c.reason());
    }

    @Override
    public List<FieldError> validate(Kind kind, String id, String json) {
        try {
            return mapper.readTree(json).has("bad")
                    ? List.of(new FieldError("/bad", "is not known; leave it out"))
                    : List.of();
        } catch (RuntimeException e) {
            return List.of(new FieldError("", "is no JSON"));
        }
    }

    @Override
    public Set<String> secrets(Kind kind, String id, String json) {
        String secret = mapper.readTree(json).path("secret").asString("");
        return secret.isEmpty() ? Set.of() : Set.of(secret);
    }

    @Override
    public String shown(Kind kind, String id, String json) {
        return mapper.readTree(json) instanceof tools.jackson.databind.node.ObjectNode object
                        && object.has("secret")
                ? object.put("secret", "***").toString()
                : json;
    }

    @Override
    public int limit(String plugin) {
        return limits.getOrDefault(plugin, 0);
    }

    @Override
    public Lease lease(Kind kind, String id, Selection selection) throws NoProviderException {
        asked = selection;
        Offer offer = offers.get(id);
        RevisionRef revision = selection.pinned();
        if (offer == null || revision == null || !offer.kept().containsKey(revision)) {
            if (offer == null || !offer.contribution().available()) {
                throw new NoProviderException(reason(id));
            }
            revision = offer.contribution().provider();
        }
        if (away.contains(revision)) {
            refused.accept(revision);
            throw new NoProviderException(returning(revision));
        }
        leases.incrementAndGet();
        leased.accept(revision);
        return new FakeLease(revision, offer.kept().get(revision), died.remove(selection.work()));
    }

    static String returning(RevisionRef revision) {
        return revision + " is being brought back; wait a moment";
    }

    private final class FakeLease implements Lease {
        private final RevisionRef revision;
        private final Supplier<Object> task;
        private final RevisionRef diedOn;

        FakeLease(RevisionRef revision, Supplier<Object> task, RevisionRef diedOn) {
            this.revision = revision;
            this.task = task;
            this.diedOn = diedOn;
        }

        @Override
        public RevisionRef revision() {
            return revision;
        }

        @Override
        public Optional<RevisionRef> died() {
            return Optional.ofNullable(diedOn);
        }

        @Override
        public Object instance() {
            return task.get();
        }

        @Override
        public ClassLoader loader() {
            return FakeCatalog.class.getClassLoader();
        }

        @Override
        public Record input(String json) {
            JsonNode node = mapper.readTree(json);
            if (node.has("linkage")) {
                throw new NoClassDefFoundError("acme/Params");
            }
            if (node.has("unfit")) {
                throw new GantryException(
                        GantryException.Code.REFUSED,
                        "/unfit does not fit any more",
                        List.of(new FieldError("/unfit", "does not fit")));
            }
            return new Json(node);
        }

        @Override
        public String write(Object value) {
            return value == null ? null : mapper.writeValueAsString(value);
        }

        @Override
        public <T> T read(String json, Class<T> type) {
            try {
                return mapper.readValue(json, type);
            } catch (RuntimeException e) {
                throw new GantryException(GantryException.Code.REFUSED, "does not fit", e);
            }
        }

        @Override
        public <T> T settings(Class<T> type) {
            return type.cast(settings);
        }

        @Override
        public Set<String> secrets() {
            return settingsSecrets;
        }

        @Override
        public boolean permanent(Throwable failure) {
            return failure instanceof UnsupportedOperationException;
        }

        @Override
        public String frame(Throwable failure) {
            StackTraceElement[] trace = failure.getStackTrace();
            return trace.length == 0 ? null : trace[0].toString();
        }

        @Override
        public void blame(Offence offence, String detail) {
            blamed.add(offence + ": " + detail);
        }

        @Override
        public void close() {
            leases.decrementAndGet();
        }
    }
}
