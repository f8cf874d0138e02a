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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Task types without plugins: parameters arrive as {@link JsonNode}. */
final class FakeCatalog implements Catalog {
    static final RevisionRef REVISION = new RevisionRef("acme.test", "1.0.0", "ab".repeat(32));

    private final JsonMapper mapper = JsonMapper.builder().build();
    private final Map<String, Offer> offers = new ConcurrentHashMap<>();
    private final AtomicInteger leases = new AtomicInteger();

    /** What the plugin is set to. */
    volatile Record settings;

    final Map<String, Integer> limits = new ConcurrentHashMap<>();
    final List<String> blamed = new CopyOnWriteArrayList<>();

    private record Offer(Contribution contribution, Supplier<Object> task) {
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
                    task);
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
        offers.put(id, new Offer(contribution(id, timeout, retry, true), task));
    }

    /** No active plugin offers it any more. */
    void withdraw(String id) {
        offers.put(id, new Offer(contribution(id, null, RetryPolicy.NONE, false), () -> null));
    }

    private static Contribution contribution(
            String id, Duration timeout, RetryPolicy retry, boolean available) {
        return new Contribution(
                Kind.TASK,
                id,
                id,
                "",
                REVISION,
                "{}",
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
        return offer == null ? Optional.empty() : Optional.of(offer.contribution());
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
    public int limit(String plugin) {
        return limits.getOrDefault(plugin, 0);
    }

    @Override
    public Lease lease(Kind kind, String id, Selection selection) throws NoProviderException {
        Offer offer = offers.get(id);
        if (offer == null || !offer.contribution().available()) {
            throw new NoProviderException(reason(id));
        }
        leases.incrementAndGet();
        return new FakeLease(offer.task(), offer.contribution().provider());
    }

    private final class FakeLease implements Lease {
        private final Supplier<Object> task;
        private final RevisionRef revision;

        FakeLease(Supplier<Object> task, RevisionRef revision) {
            this.task = task;
            this.revision = revision;
        }

        @Override
        public RevisionRef revision() {
            return revision;
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
        public Object input(String json) {
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
            return node;
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
