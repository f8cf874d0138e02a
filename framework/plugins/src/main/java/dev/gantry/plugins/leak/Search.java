package dev.gantry.plugins.leak;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks for the shortest trail from a root to a class loader: backwards from the loader, one level
 * with each reading of the dump, so that it needs memory for what it passes only. Not thread-safe.
 */
final class Search implements Hprof.Visitor {
    /** Objects that it passes at most; beyond it some trails are not seen. */
    private static final int LIMIT = 500_000;

    /** In the names of hidden classes, before their number. */
    private static final String HIDDEN = "+0x";

    private static final String REFERENCE = "java.lang.ref.Reference";
    private static final String SOFT = "java.lang.ref.SoftReference";

    /** A way to reach the loader: an object, where it refers on, and to which node. */
    private record Node(long id, long type, Trail.What what, String via, int next) {}

    /** A root that was reached; the smaller {@code rank}, the more it tells. */
    private record Hit(int rank, int node, Hprof.Type type, String field, int thread, int frame) {}

    private final Heap heap;
    private final Map<Long, String> loaders;
    private final long loader;
    private final boolean soft;
    private final List<Node> nodes = new ArrayList<>();
    private final LongIndex index = new LongIndex();
    private int from;
    private int to;
    private Hit best;

    private Search(Heap heap, Map<Long, String> loaders, long loader, boolean soft) {
        this.heap = heap;
        this.loaders = loaders;
        this.loader = loader;
        this.soft = soft;
    }

    /**
     * Finds what holds a loader.
     *
     * @param loaders the classes of all loaders by id
     * @return nothing if neither strong nor soft references lead there
     */
    static Optional<Trail> run(Heap heap, Map<Long, String> loaders, long loader)
            throws IOException, InterruptedException {
        Optional<Trail> strong = new Search(heap, loaders, loader, false).run();
        return strong.isPresent() ? strong : new Search(heap, loaders, loader, true).run();
    }

    private Optional<Trail> run() throws IOException, InterruptedException {
        add(loader, 0, Trail.What.LOADER, "", -1);
        while (from < nodes.size() && best == null) {
            to = nodes.size();
            Hprof.read(heap.dump(), true, this);
            if (best == null) {
                from = to;
            }
        }
        return best == null ? Optional.empty() : Optional.of(trail());
    }

    private void add(long id, long type, Trail.What what, String via, int next) {
        if (nodes.size() < LIMIT && index.add(id, nodes.size())) {
            nodes.add(new Node(id, type, what, via, next));
        }
    }

    /** The node of an object of the level that is looked at, or -1. */
    private int reached(long id) {
        int node = id == 0 ? -1 : index.get(id);
        return node >= from && node < to ? node : -1;
    }

    @Override
    public void root(Hprof.Root kind, long id, int thread, int frame) {
        int node = reached(id);
        if (node >= 0) {
            int rank =
                    switch (kind) {
                        case THREAD -> 0;
                        case LOCAL -> 1;
                        case NATIVE -> 3;
                        case OTHER -> 4;
                    };
            hit(new Hit(rank, node, null, null, thread, frame));
        }
    }

    @Override
    public void type(Hprof.Type type) {
        int node = reached(type.loader());
        String via = "<loader>";
        if (node < 0) {
            node = reached(type.parent());
            via = "<superclass>";
        }
        for (Hprof.Slot slot : type.statics()) {
            int value = reached(slot.value());
            if (value >= 0 && alone(type)) {
                hit(new Hit(2, value, type, heap.string(slot.name()), -1, -1));
            } else if (value >= 0 && node < 0) {
                node = value;
                via = heap.string(slot.name());
            }
        }
        if (node >= 0) {
            add(type.id(), type.id(), Trail.What.CLASS, via, node);
        }
    }

    /**
     * Whether a class is alive without the plugin, so that its static fields are roots. A hidden
     * one is not, whatever its loader: it goes with the last reference to it.
     */
    private boolean alone(Hprof.Type type) {
        if (heap.name(type.id()).contains(HIDDEN)) {
            return false;
        }
        if (type.loader() == 0) {
            return true;
        }
        String name = loaders.getOrDefault(type.loader(), "");
        return type.loader() != loader
                && (name.startsWith("jdk.internal.loader.") || name.contains("BundleClassLoader"));
    }

    private void hit(Hit hit) {
        if (best == null || hit.rank < best.rank) {
            best = hit;
        }
    }

    @Override
    public void instance(long id, long type, ByteBuffer data) {
        List<Hprof.Slot> slots = heap.layout(type);
        int node = -1;
        String via = null;
        for (int i = 0; i < slots.size() && node < 0; i++) {
            node = reached(data.getLong(data.position() + (int) slots.get(i).value()));
            if (node >= 0) {
                via = heap.string(slots.get(i).name());
                if (!counts(via, type)) {
                    node = -1;
                }
            }
        }
        if (node < 0) {
            node = reached(type);
            via = "<class>";
        }
        if (node >= 0) {
            add(
                    id,
                    type,
                    loaders.containsKey(id) ? Trail.What.LOADER : Trail.What.OBJECT,
                    via,
                    node);
        }
    }

    /** Whether a field keeps alive what it refers to. */
    private boolean counts(String field, long type) {
        return switch (field) {
            case "referent" -> !heap.is(type, REFERENCE) || soft && heap.is(type, SOFT);
            case "discovered" -> !heap.is(type, REFERENCE);
            default -> true;
        };
    }

    @Override
    public void array(long id, long type) {
        int node = reached(type);
        if (node >= 0) {
            add(id, type, Trail.What.OBJECT, "<class>", node);
        }
    }

    @Override
    public void element(long array, long type, int position, long value) {
        int node = reached(value);
        if (node >= 0) {
            add(array, type, Trail.What.OBJECT, "[" + position + "]", node);
        }
    }

    private Trail trail() throws IOException, InterruptedException {
        List<Trail.Step> steps = new ArrayList<>();
        for (int i = best.node; i >= 0; i = nodes.get(i).next) {
            Node node = nodes.get(i);
            Hprof.Type type = heap.type(node.type);
            steps.add(
                    new Trail.Step(
                            node.id == loader ? loaders.get(loader) : heap.name(node.type),
                            node.what,
                            node.id == loader || type != null && type.loader() == loader,
                            node.via));
        }
        return new Trail(root(), steps, soft);
    }

    private Trail.Root root() throws IOException, InterruptedException {
        if (best.type != null) {
            return new Trail.StaticField(heap.name(best.type.id()), best.field);
        }
        if (best.rank > 1) {
            return best.rank == 3 ? new Trail.Native() : new Trail.Other();
        }
        List<String> stack = heap.stack(best.thread);
        if (best.rank == 0) {
            String name = heap.threadName(nodes.get(best.node).id);
            return new Trail.OfThread(name, Stacks.first(stack));
        }
        List<String> below = stack.subList(Math.clamp(best.frame, 0, stack.size()), stack.size());
        String first = Stacks.first(below);
        String at = first != null || below.isEmpty() ? first : below.getFirst();
        return new Trail.Local(heap.threadName(heap.thread(best.thread)), at);
    }
}
