package dev.gantry.plugins.host;

import dev.gantry.spi.plugin.Needs;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;

/** A plugin's JAR outside any framework, with the JARs inside it. */
final class PackedJar implements Declared, Closeable {
    private static final Pattern SIGNATURE = Pattern.compile("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");
    private static final Pattern IMPLEMENTATION =
            Pattern.compile("<implementation class=\"([^\"]+)\"");
    private static final int JAVA_1 = 44;

    private final JarFile jar;
    private final Attributes main;
    private final List<Path> beside;
    private final Path unpacked;
    private final URLClassLoader loader;
    private TooNew tooNew;

    /** A class that this Java cannot load. */
    record TooNew(String name, int java) {}

    /**
     * @param beside JARs whose classes it may use
     */
    PackedJar(Path file, List<Path> beside) throws IOException {
        this.beside = beside;
        this.unpacked = Files.createTempDirectory("gantry-check");
        JarFile opened = null;
        try {
            opened = new JarFile(file.toFile(), false);
            this.jar = opened;
            Manifest manifest = jar.getManifest();
            this.main = manifest == null ? new Attributes() : manifest.getMainAttributes();
            List<URL> path = new ArrayList<>();
            path.add(file.toUri().toURL());
            for (Path nested : unpack()) {
                path.add(nested.toUri().toURL());
            }
            for (Path other : beside) {
                path.add(other.toUri().toURL());
            }
            this.loader = new URLClassLoader(path.toArray(URL[]::new), new Offered());
        } catch (IOException | RuntimeException e) {
            if (opened != null) {
                opened.close();
            }
            delete(unpacked);
            throw e;
        }
    }

    private static void delete(Path unpacked) throws IOException {
        try (DirectoryStream<Path> copies = Files.newDirectoryStream(unpacked)) {
            for (Path copy : copies) {
                Files.delete(copy);
            }
        }
        Files.delete(unpacked);
    }

    /** Gantry's classes, as far as a plugin may see them. */
    private static final class Offered extends ClassLoader {
        Offered() {
            super(getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (Imports.lawful(name.substring(0, Math.max(name.lastIndexOf('.'), 0)))) {
                return PackedJar.class.getClassLoader().loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }

    private List<Path> unpack() throws IOException {
        List<Path> nested = new ArrayList<>();
        for (ZipEntry entry : jar.stream().toList()) {
            try (InputStream in = jar.getInputStream(entry)) {
                look(entry.getName(), in);
            }
        }
        for (Header.Clause clause : header("Bundle-ClassPath")) {
            for (String name : clause.paths()) {
                ZipEntry entry = jar.getEntry(name);
                if (entry == null || !name.endsWith(".jar")) {
                    continue;
                }
                Path copy = unpacked.resolve(nested.size() + ".jar");
                try (InputStream in = jar.getInputStream(entry)) {
                    Files.copy(in, copy);
                }
                nested.add(copy);
                try (JarInputStream in = new JarInputStream(Files.newInputStream(copy), false)) {
                    for (var e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
                        look(e.getName(), in);
                    }
                }
            }
        }
        return nested;
    }

    private void look(String entry, InputStream content) throws IOException {
        if (tooNew != null || !entry.endsWith(".class") || entry.startsWith("META-INF/")) {
            return;
        }
        DataInputStream data = new DataInputStream(content);
        data.readInt();
        data.readUnsignedShort();
        int java = data.readUnsignedShort() - JAVA_1;
        if (java > Runtime.version().feature()) {
            tooNew = new TooNew(entry.replace('/', '.').replaceFirst("\\.class$", ""), java);
        }
    }

    Optional<TooNew> tooNew() {
        return Optional.ofNullable(tooNew);
    }

    /** A file that signs what is not this JAR: that one is not signed yet. */
    Optional<String> signature() {
        return jar.stream()
                .map(ZipEntry::getName)
                .filter(name -> SIGNATURE.matcher(name).matches())
                .sorted()
                .findFirst();
    }

    List<Header.Clause> header(String name) {
        return Header.parse(main.getValue(name));
    }

    /** Classes of OSGi components that provide what Gantry asks for as a service. */
    Set<String> components() throws IOException {
        Set<String> classes = new HashSet<>();
        for (Header.Clause clause : header("Service-Component")) {
            for (String path : clause.paths()) {
                ZipEntry entry = jar.getEntry(path);
                if (entry == null) {
                    continue;
                }
                try (InputStream in = jar.getInputStream(entry)) {
                    String xml =
                            new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
                    Matcher found = IMPLEMENTATION.matcher(xml);
                    if (found.find()
                            && Trial.SERVICES.stream()
                                    .anyMatch(s -> xml.contains("interface=\"" + s + "\""))) {
                        classes.add(found.group(1));
                    }
                }
            }
        }
        return classes;
    }

    /** What the JARs beside it export. */
    List<String> exportsBeside() throws IOException {
        List<String> exports = new ArrayList<>();
        for (Path other : beside) {
            try (JarFile file = new JarFile(other.toFile(), false)) {
                Manifest manifest = file.getManifest();
                String header =
                        manifest == null
                                ? null
                                : manifest.getMainAttributes().getValue("Export-Package");
                if (header != null) {
                    exports.add(header);
                }
            }
        }
        return exports;
    }

    @Override
    public String id() {
        return header("Bundle-SymbolicName").getFirst().paths().getFirst();
    }

    @Override
    public List<Map<String, Object>> capabilities(String namespace) {
        List<Map<String, Object>> capabilities = new ArrayList<>();
        for (Header.Clause clause : header("Provide-Capability")) {
            if (clause.paths().contains(namespace)) {
                capabilities.add(new HashMap<>(clause.parameters()));
            }
        }
        return capabilities;
    }

    @Override
    public Needs needs() throws Rejection {
        return DeclaredNeeds.read(main.getValue("Provide-Capability"));
    }

    @Override
    public boolean has(String entry) {
        return jar.getEntry(entry) != null;
    }

    @Override
    public Class<?> load(String name) throws ClassNotFoundException {
        return loader.loadClass(name);
    }

    @Override
    public void close() throws IOException {
        loader.close();
        jar.close();
        delete(unpacked);
    }
}
