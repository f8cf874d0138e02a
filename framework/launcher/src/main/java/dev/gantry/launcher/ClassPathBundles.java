package dev.gantry.launcher;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.connect.ConnectContent;
import org.osgi.framework.connect.ConnectModule;
import org.osgi.framework.connect.ModuleConnector;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * Bundles whose JARs are on the class path of the JVM, by OSGi Connect (OSGi Core 8, 60): the
 * framework resolves them as it does all others, but the JVM loads their classes, and so can keep
 * them in its cache from one start to the next. Thread-safe.
 */
final class ClassPathBundles implements ModuleConnector {
    private static final String LOCATION = "classpath:";

    private final Set<String> jars;

    private ClassPathBundles(Set<String> jars) {
        this.jars = jars;
    }

    /** Those of a class path, as the JVM takes it. */
    static ClassPathBundles of(String classPath) {
        return new ClassPathBundles(
                Stream.of(classPath.split(File.pathSeparator))
                        .filter(entry -> entry.endsWith(".jar"))
                        .collect(Collectors.toSet()));
    }

    /** The location by which a bundle is to be installed. */
    String location(Path jar) {
        return jars.contains(jar.toString()) ? LOCATION + jar : "reference:" + jar.toUri();
    }

    @Override
    public void initialize(File storage, Map<String, String> configuration) {}

    @Override
    public Optional<ConnectModule> connect(String location) {
        if (!location.startsWith(LOCATION)) {
            return Optional.empty();
        }
        Content content = new Content(location.substring(LOCATION.length()));
        return Optional.of(() -> content);
    }

    @Override
    public Optional<BundleActivator> newBundleActivator() {
        return Optional.empty();
    }

    /** What is in one JAR. */
    private static final class Content implements ConnectContent {
        private final String path;
        private JarFile jar;

        Content(String path) {
            this.path = path;
        }

        @Override
        public synchronized void open() throws IOException {
            if (jar == null) {
                jar = new JarFile(path, false);
            }
        }

        @Override
        public synchronized void close() throws IOException {
            if (jar != null) {
                jar.close();
                jar = null;
            }
        }

        private synchronized JarFile jar() {
            if (jar == null) {
                throw new IllegalStateException(path + " is closed");
            }
            return jar;
        }

        /** The framework reads the manifest itself. */
        @Override
        public Optional<Map<String, String>> getHeaders() {
            return Optional.empty();
        }

        @Override
        public Iterable<String> getEntries() {
            return jar().stream().map(ZipEntry::getName).toList();
        }

        @Override
        public Optional<ConnectEntry> getEntry(String name) {
            JarFile from = jar();
            return Optional.ofNullable(from.getEntry(name)).map(entry -> new Entry(from, entry));
        }

        @Override
        public Optional<ClassLoader> getClassLoader() {
            return Optional.of(ClassPathBundles.class.getClassLoader());
        }
    }

    private record Entry(JarFile jar, ZipEntry entry) implements ConnectContent.ConnectEntry {

        @Override
        public String getName() {
            return entry.getName();
        }

        @Override
        public long getContentLength() {
            return entry.getSize();
        }

        @Override
        public long getLastModified() {
            return entry.getTime();
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return jar.getInputStream(entry);
        }
    }
}
