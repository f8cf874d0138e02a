package dev.gantry.plugins.leak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.timing.Waiting;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** Reads a dump of this very JVM, in which class loaders are held in many ways. */
class SearchTest {
    private static final Map<String, Object> REGISTRY = new HashMap<>();

    /** Its class comes from many loaders. */
    public static final class Plugin implements Runnable {
        private static Object self;
        private final CountDownLatch parked = new CountDownLatch(1);

        @Override
        public void run() {
            self = this;
            while (!Thread.interrupted()) {
                parked.countDown();
                LockSupport.park(this);
            }
            self = null;
        }
    }

    /** Becomes a hidden class. */
    private static final class Holder {
        private static Object held;
    }

    /** Loads that class anew instead of asking its parent. */
    private static final class Loader extends URLClassLoader {
        Loader() {
            super(new URL[0], SearchTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(Plugin.class.getName())) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            try (var in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    private static Runnable plugin() throws ReflectiveOperationException {
        return (Runnable)
                new Loader().loadClass(Plugin.class.getName()).getConstructor().newInstance();
    }

    private static final class Target extends WeakReference<ClassLoader> {
        private final Watched watched;

        Target(Object plugin) {
            super(plugin.getClass().getClassLoader());
            watched = new Watched(get(), new ReferenceQueue<>(), null, null, null);
        }
    }

    @TempDir Path folder;
    private final Map<String, Target> targets = new HashMap<>();

    private Runnable named(String name) throws ReflectiveOperationException {
        Runnable plugin = plugin();
        targets.put(name, new Target(plugin));
        return plugin;
    }

    private void hold() throws Exception {
        REGISTRY.put("object", new Object[] {named("object")});
        REGISTRY.put("class", named("class").getClass());
        REGISTRY.put("array", java.lang.reflect.Array.newInstance(named("array").getClass(), 1));
        REGISTRY.put("soft", new SoftReference<>(named("soft")));
        REGISTRY.put("hidden", new SoftReference<>(hidden(named("hidden"))));
        REGISTRY.put("weak", new WeakReference<>(named("weak")));
        REGISTRY.put("phantom", new PhantomReference<>(named("phantom"), new ReferenceQueue<>()));
        Map<Object, String> weak = new WeakHashMap<>();
        weak.put(named("key"), "");
        REGISTRY.put("map", weak);
        Map<String, Object> strong = new HashMap<>();
        ClassLoader child =
                new URLClassLoader(new URL[0], named("child").getClass().getClassLoader());
        strong.put("child", child);
        REGISTRY.put("strong", strong);
    }

    /** A class like those of method handles, with a static field that holds {@code plugin}. */
    private static Class<?> hidden(Runnable plugin) throws Exception {
        try (var in = SearchTest.class.getResourceAsStream("SearchTest$Holder.class")) {
            Class<?> hidden =
                    MethodHandles.lookup().defineHiddenClass(in.readAllBytes(), true).lookupClass();
            Field held = hidden.getDeclaredField("held");
            held.setAccessible(true);
            held.set(null, plugin);
            return hidden;
        }
    }

    private static void await(Thread thread) {
        Waiting.until(() -> thread.getState() == Thread.State.WAITING);
    }

    private Map<String, Optional<Explanation>> search() throws Exception {
        Path dump = folder.resolve("x.hprof");
        new HotSpot().dump(dump);
        Heap heap = new Heap(dump);
        Map<Long, String> loaders = heap.loaders();
        Map<Long, Long> ids = heap.watched();
        Map<String, Optional<Explanation>> found = new HashMap<>();
        for (var entry : targets.entrySet()) {
            long loader = ids.get(entry.getValue().watched.number);
            if (loader != 0) {
                found.put(
                        entry.getKey(),
                        Search.run(heap, loaders, loader)
                                .map(t -> Explanation.of(t, type -> Optional.empty())));
            }
        }
        Files.delete(dump);
        return found;
    }

    @Test
    void findsWhatHoldsThem() throws Exception {
        hold();
        Thread virtual = Thread.ofVirtual().name("acme-virtual").start(named("virtual"));
        Thread platform = Thread.ofPlatform().name("acme-platform").start(named("platform"));
        try {
            await(virtual);
            await(platform);
            Map<String, Optional<Explanation>> found = search();
            String registry =
                    "its classes are still held by the static field"
                            + " dev.gantry.plugins.leak.SearchTest.REGISTRY, through"
                            + " java.util.HashMap, which holds the plugin's ";
            String plugin = "dev.gantry.plugins.leak.SearchTest$Plugin";
            String remedy = ": remove what it registered there in @Deactivate";
            assertEquals(registry + "object of " + plugin + remedy, sentence(found, "object"));
            assertEquals(registry + "class " + plugin + remedy, sentence(found, "class"));
            assertEquals(
                    registry + "object of " + plugin + "[]" + remedy, sentence(found, "array"));
            assertEquals(registry + "class loader" + remedy, sentence(found, "child"));
            for (String name : new String[] {"virtual", "platform"}) {
                String thread = sentence(found, name);
                assertTrue(
                        thread.startsWith("its classes are still held by ")
                                && thread.contains("the thread \"acme-" + name + "\""),
                        thread);
                assertTrue(thread.contains(plugin + ".run(SearchTest.java:"), thread);
            }
            assertTrue(found.get("soft").orElseThrow().passing());
            assertTrue(found.get("hidden").orElseThrow().passing(), sentence(found, "hidden"));
            assertFalse(found.get("object").orElseThrow().passing());
            for (String name : new String[] {"weak", "phantom", "key"}) {
                assertFalse(found.containsKey(name), name);
            }
        } finally {
            virtual.interrupt();
            platform.interrupt();
            virtual.join();
            platform.join();
            REGISTRY.clear();
        }
        Reference.reachabilityFence(targets);
    }

    private static String sentence(Map<String, Optional<Explanation>> found, String name) {
        return found.get(name).orElseThrow().sentence();
    }
}
