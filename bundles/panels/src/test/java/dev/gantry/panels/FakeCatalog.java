package dev.gantry.panels;

import dev.gantry.api.panel.Panel;
import dev.gantry.api.panel.Place;
import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.Contribution;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.catalog.Offence;
import dev.gantry.spi.catalog.PanelLook;
import dev.gantry.spi.catalog.Selection;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.FieldError;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.RetryPolicy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** One plugin with one panel. */
final class FakeCatalog implements Catalog {
    static final String PLUGIN = "acme.disk";
    static final RevisionRef REVISION = new RevisionRef(PLUGIN, "1.0.0", "ab".repeat(32));
    static final byte[] SCRIPT = "export {}".getBytes(StandardCharsets.UTF_8);
    static final ClassLoader LOADER =
            new ClassLoader(null) {
                private final Map<String, byte[]> files =
                        Map.of(
                                "panel/disk.js", SCRIPT,
                                "panel/page.html", SCRIPT,
                                "panel/Disk.class", SCRIPT,
                                "secret.js", SCRIPT,
                                "panel/huge.css", new byte[(2 << 20) + 1]);

                @Override
                public InputStream getResourceAsStream(String name) {
                    byte[] found = files.get(name);
                    return found == null ? null : new ByteArrayInputStream(found);
                }
            };

    volatile boolean available = true;
    volatile Panel<Text, Text> panel = (query, context) -> new Text("{}");

    /** A question or an answer, as it is written. */
    record Text(String json) {}

    volatile GantryException refusal;
    volatile RevisionRef pinned;
    final List<Offence> blamed = new CopyOnWriteArrayList<>();
    final AtomicInteger open = new AtomicInteger();
    final CountDownLatch closed = new CountDownLatch(4);

    @Override
    public List<Contribution> list(Kind kind) {
        return kind == Kind.PANEL ? List.of(contribution()) : List.of();
    }

    @Override
    public Optional<Contribution> find(Kind kind, String id) {
        return list(kind).stream().filter(each -> each.id().equals(id)).findFirst();
    }

    private Contribution contribution() {
        return new Contribution(
                Kind.PANEL,
                PLUGIN + "/disk",
                "Disk",
                "",
                REVISION,
                "{}",
                "{}",
                null,
                null,
                RetryPolicy.NONE,
                new PanelLook("panel/disk.js", Place.PLUGIN, null, List.of()),
                available,
                available ? null : "it was deleted");
    }

    @Override
    public List<FieldError> validate(Kind kind, String id, String json) {
        return List.of();
    }

    @Override
    public int limit(String plugin) {
        return 0;
    }

    @Override
    public Lease lease(Kind kind, String id, Selection selection) {
        pinned = selection.pinned();
        open.incrementAndGet();
        return new Lease() {
            @Override
            public RevisionRef revision() {
                return REVISION;
            }

            @Override
            public Object instance() {
                return panel;
            }

            @Override
            public ClassLoader loader() {
                return LOADER;
            }

            @Override
            public Record input(String json) {
                if (refusal != null) {
                    throw refusal;
                }
                return new Text(json);
            }

            @Override
            public String write(Object value) {
                return value == null ? null : ((Text) value).json();
            }

            @Override
            public <T> T read(String json, Class<T> type) {
                throw new UnsupportedOperationException();
            }

            @Override
            public <T> T settings(Class<T> type) {
                throw new IllegalArgumentException("no settings");
            }

            @Override
            public boolean permanent(Throwable failure) {
                return false;
            }

            @Override
            public String frame(Throwable failure) {
                return "acme.Disk";
            }

            @Override
            public void blame(Offence offence, String detail) {
                blamed.add(offence);
            }

            @Override
            public void close() {
                open.decrementAndGet();
                closed.countDown();
            }
        };
    }
}
