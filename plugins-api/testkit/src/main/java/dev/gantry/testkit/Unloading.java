package dev.gantry.testkit;

import dev.gantry.api.detect.Detector;
import dev.gantry.api.panel.Panel;
import dev.gantry.api.task.PhasedTask;
import dev.gantry.api.task.Task;

import java.io.IOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Runs plugin code from a class loader of its own, and demands that nothing keeps that. */
final class Unloading {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private Unloading() {}

    static void demand(Class<?> type, Map<String, ?> params) {
        ReferenceQueue<ClassLoader> gone = new ReferenceQueue<>();
        WeakReference<ClassLoader> loader = run(type, params, gone);
        if (!collected(gone)) {
            throw new AssertionError(
                    "something keeps %s in memory after its work, so that an old version of the plugin never goes: %s"
                            .formatted(type.getName(), who(loader)));
        }
    }

    private static WeakReference<ClassLoader> run(
            Class<?> type, Map<String, ?> params, ReferenceQueue<ClassLoader> gone) {
        URL classes = type.getProtectionDomain().getCodeSource().getLocation();
        try (var loader = new Copy(classes, type.getClassLoader())) {
            var constructor = loader.loadClass(type.getName()).getDeclaredConstructor();
            constructor.setAccessible(true);
            String failure = call(constructor.newInstance(), params);
            if (failure != null) {
                throw new AssertionError("it did not work: " + failure);
            }
            return new WeakReference<>(loader, gone);
        } catch (ReflectiveOperationException | IOException e) {
            throw new AssertionError(type.getName() + " needs a constructor without parameters", e);
        }
    }

    /** What went wrong, as text, since the exception itself would keep the loader. */
    private static String call(Object plugin, Map<String, ?> params) {
        TestClock clock = new TestClock();
        Throwable failure =
                switch (plugin) {
                    case Task<?, ?> task -> new TaskRunner(clock).run(task, params).failure();
                    case PhasedTask<?, ?, ?> task ->
                            new TaskRunner(clock).run(task, params).failure();
                    case Detector<?> detector ->
                            new DetectorRunner(clock).inspect(detector, params).failure();
                    case Panel<?, ?> panel -> thrown(new PanelRunner(clock), panel, params);
                    default ->
                            throw new IllegalArgumentException(
                                    plugin.getClass().getName() + " is no task, detector or panel");
                };
        return failure == null ? null : failure.toString();
    }

    private static Throwable thrown(PanelRunner panels, Panel<?, ?> panel, Map<String, ?> query) {
        try {
            panels.data(panel, query);
            return null;
        } catch (Exception e) {
            return e;
        }
    }

    private static boolean collected(ReferenceQueue<ClassLoader> gone) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            do {
                System.gc();
                if (gone.remove(50) != null) {
                    return true;
                }
            } while (System.nanoTime() < end);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("the test was interrupted", e);
        }
    }

    private static String who(WeakReference<ClassLoader> loader) {
        List<String> threads =
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> loader.refersTo(thread.getContextClassLoader()))
                        .map(Thread::getName)
                        .toList();
        return threads.isEmpty()
                ? "a virtual thread that still runs, a ThreadLocal, a shutdown hook, or something of"
                        + " the JDK in which it is registered, such as a logger, an MBean or a driver"
                : "threads that still run: " + threads;
    }

    /** The plugin's own classes once more; all others are those of the test. */
    private static final class Copy extends URLClassLoader {
        Copy(URL classes, ClassLoader parent) {
            super(new URL[] {classes}, parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null) {
                    return loaded;
                }
                try {
                    return findClass(name);
                } catch (ClassNotFoundException e) {
                    return super.loadClass(name, resolve);
                }
            }
        }
    }
}
