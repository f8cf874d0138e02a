package dev.gantry.plugins.leak;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The classes of a heap dump, and single objects of it by their ids. Not thread-safe. */
final class Heap {
    private final Path dump;
    private final Map<Long, String> strings = new HashMap<>();
    private final Map<Long, String> names = new HashMap<>();
    private final Map<Integer, String> serials = new HashMap<>();
    private final Map<Long, Hprof.Type> types = new HashMap<>();
    private final Map<Long, List<Hprof.Slot>> layouts = new HashMap<>();
    private final Map<Integer, Long> threads = new HashMap<>();

    Heap(Path dump) throws IOException, InterruptedException {
        this.dump = dump;
        Hprof.read(
                dump,
                true,
                new Hprof.Visitor() {
                    @Override
                    public void utf8(long id, String text) {
                        strings.put(id, text);
                    }

                    @Override
                    public void loaded(int serial, long type, long name) {
                        String text = strings.getOrDefault(name, "?").replace('/', '.');
                        names.put(type, text);
                        serials.put(serial, text);
                    }

                    @Override
                    public void type(Hprof.Type type) {
                        types.put(type.id(), type);
                    }

                    @Override
                    public void root(Hprof.Root kind, long id, int thread, int frame) {
                        if (kind == Hprof.Root.THREAD) {
                            threads.put(thread, id);
                        }
                    }
                });
    }

    Path dump() {
        return dump;
    }

    String string(long id) {
        return strings.getOrDefault(id, "?");
    }

    /** The name of a class, as {@code java.lang.Object[]} for an array. */
    String name(long type) {
        String name = names.getOrDefault(type, "?");
        int dimensions = 0;
        while (name.startsWith("[", dimensions)) {
            dimensions++;
        }
        if (dimensions == 0) {
            return name;
        }
        String element = name.substring(dimensions);
        return (element.startsWith("L") ? element.substring(1, element.length() - 1) : element)
                + "[]".repeat(dimensions);
    }

    Hprof.Type type(long id) {
        return types.get(id);
    }

    /** Whether a class has an ancestor of this name, or is it. */
    boolean is(long type, String ancestor) {
        for (Hprof.Type t = types.get(type); t != null; t = types.get(t.parent())) {
            if (ancestor.equals(names.get(t.id()))) {
                return true;
            }
        }
        return false;
    }

    /** The fields of a class and its ancestors that refer to objects, with offsets. */
    List<Hprof.Slot> layout(long type) {
        return layouts.computeIfAbsent(
                type,
                id -> {
                    List<Hprof.Slot> all = new ArrayList<>();
                    int offset = 0;
                    for (Hprof.Type t = types.get(id); t != null; t = types.get(t.parent())) {
                        for (Hprof.Slot slot : t.fields()) {
                            all.add(new Hprof.Slot(slot.name(), offset + slot.value()));
                        }
                        offset += t.size();
                    }
                    return all;
                });
    }

    /** The object that a field in an instance's data refers to, or 0. */
    private long field(long type, String name, ByteBuffer data) {
        return field(layout(type), name, data);
    }

    private long field(List<Hprof.Slot> layout, String name, ByteBuffer data) {
        for (Hprof.Slot slot : layout) {
            if (name.equals(string(slot.name()))) {
                return data.getLong(data.position() + (int) slot.value());
            }
        }
        return 0;
    }

    /** The class loaders that are watched, by the numbers of those who watch. */
    Map<Long, Long> watched() throws IOException, InterruptedException {
        Map<Long, Long> found = new HashMap<>();
        Hprof.read(
                dump,
                true,
                new Hprof.Visitor() {
                    @Override
                    public void instance(long id, long type, ByteBuffer data) {
                        if (Watched.class.getName().equals(names.get(type))) {
                            found.put(
                                    field(types.get(type).longs(), "number", data),
                                    field(type, "referent", data));
                        }
                    }
                });
        return found;
    }

    /** The classes of all class loaders, by the loaders' ids. */
    Map<Long, String> loaders() throws IOException, InterruptedException {
        Set<Long> loaders = new HashSet<>();
        types.values().forEach(type -> loaders.add(type.loader()));
        Map<Long, String> found = new HashMap<>();
        Hprof.read(
                dump,
                true,
                new Hprof.Visitor() {
                    @Override
                    public void instance(long id, long type, ByteBuffer data) {
                        if (loaders.contains(id)) {
                            found.put(id, name(type));
                        }
                    }
                });
        return found;
    }

    /** The id of a thread object, or 0. */
    long thread(int serial) {
        return threads.getOrDefault(serial, 0L);
    }

    /** The name of a thread object, or {@code null}. */
    String threadName(long thread) throws IOException, InterruptedException {
        long name = reference(thread, "name");
        return name == 0 ? null : text(name);
    }

    /** The object that a field of an object refers to, or 0. */
    private long reference(long object, String field) throws IOException, InterruptedException {
        long[] found = new long[1];
        Hprof.read(
                dump,
                true,
                new Hprof.Visitor() {
                    @Override
                    public void instance(long id, long type, ByteBuffer data) {
                        if (id == object) {
                            found[0] = field(type, field, data);
                        }
                    }
                });
        return found[0];
    }

    private String text(long string) throws IOException, InterruptedException {
        long value = reference(string, "value");
        String[] text = new String[1];
        Hprof.read(
                dump,
                true,
                new Hprof.Visitor() {
                    @Override
                    public void bytes(long id, ByteBuffer data) {
                        if (id == value) {
                            byte[] all = new byte[data.remaining()];
                            data.get(all);
                            text[0] = new String(all, charset(all));
                        }
                    }
                });
        return text[0];
    }

    /** Names of threads are Latin-1 but for rare ones, which have a zero in each second byte. */
    private static Charset charset(byte[] text) {
        for (byte b : text) {
            if (b == 0) {
                return StandardCharsets.UTF_16LE;
            }
        }
        return StandardCharsets.ISO_8859_1;
    }

    /** The stack of a thread, from its top, as far as the dump has it. */
    List<String> stack(int thread) throws IOException, InterruptedException {
        long[][] ids = new long[1][0];
        Hprof.read(
                dump,
                false,
                new Hprof.Visitor() {
                    @Override
                    public void trace(int of, long[] frames) {
                        if (of == thread && frames.length > 0) {
                            ids[0] = frames;
                        }
                    }
                });
        Map<Long, String> frames = new HashMap<>();
        for (long id : ids[0]) {
            frames.put(id, "?");
        }
        Hprof.read(
                dump,
                false,
                new Hprof.Visitor() {
                    @Override
                    public void frame(long id, long method, long source, int type, int line) {
                        frames.replace(
                                id,
                                serials.getOrDefault(type, "?")
                                        + "."
                                        + string(method)
                                        + "("
                                        + (source == 0 ? "unknown source" : string(source))
                                        + (line > 0 ? ":" + line : "")
                                        + ")");
                    }
                });
        List<String> stack = new ArrayList<>();
        for (long id : ids[0]) {
            stack.add(frames.get(id));
        }
        return stack;
    }
}
