package dev.gantry.plugins.host;

import dev.gantry.plugins.inbox.Archive;
import dev.gantry.plugins.inbox.Unpacking;
import dev.gantry.spi.plugin.Needs;

import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What a plugin's JAR says of itself, checked against the rules for plugins that need no framework.
 *
 * @param exports packages that it offers to other plugins
 * @param tasks ids of the task types it declares
 * @param detectors ids of the detector types it declares
 * @param panels ids of the panels it declares
 * @param needs what it declares that it uses
 * @param components whether it declares OSGi components
 * @param classes names of all classes in it
 */
record PluginManifest(
        String id,
        String name,
        Version version,
        List<Import> imports,
        List<Export> exports,
        List<String> tasks,
        List<String> detectors,
        List<String> panels,
        Needs needs,
        boolean components,
        Set<String> classes) {
    private static final Pattern SYMBOLIC_NAME =
            Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
    private static final String API = "dev.gantry.api.";
    private static final List<String> OURS = List.of("dev.gantry.", "org.osgi.", "org.slf4j");

    /** A package that it needs. */
    record Import(String name, VersionRange range, boolean optional) {}

    /** A package that it offers. */
    record Export(String name, Version version) {}

    /**
     * Reads a whole JAR, also the lists of contents of those inside.
     *
     * @param file name in the drop folder, for the sentence
     */
    static PluginManifest read(Path jar, String file) throws Rejection {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            byte[] bytes =
                    Archive.manifest(zip, file)
                            .orElseThrow(
                                    () ->
                                            new Rejection(
                                                    file
                                                            + " has no META-INF/MANIFEST.MF: build"
                                                            + " it with gantry-plugin-parent"));
            Attributes main = new Manifest(new ByteArrayInputStream(bytes)).getMainAttributes();
            return read(main, file, classes(zip, main, file));
        } catch (Unpacking.ExcessException e) {
            throw new Rejection(e.getMessage());
        } catch (IOException e) {
            throw new Rejection(
                    file + " has a manifest that cannot be read: " + e.getMessage(), e.toString());
        }
    }

    /**
     * Refuses a JAR that holds more than any may, by unpacking all of it; once for each content, as
     * that takes its time.
     *
     * @param file name in the drop folder, for the sentence
     */
    static void bounded(Path jar, String file) throws Rejection {
        Optional<String> excess;
        try {
            excess = Archive.excess(jar, file);
        } catch (IOException e) {
            throw new Rejection(file + " cannot be read: copy it again", e.toString());
        }
        if (excess.isPresent()) {
            throw new Rejection(excess.get());
        }
    }

    private static PluginManifest read(Attributes main, String file, Set<String> classes)
            throws Rejection {
        List<Header.Clause> names = Header.parse(main.getValue("Bundle-SymbolicName"));
        if (names.isEmpty()) {
            throw new Rejection(
                    file
                            + " is no plugin, its manifest has no Bundle-SymbolicName: build it with"
                            + " gantry-plugin-parent, or with bnd");
        }
        String id = names.getFirst().paths().getFirst();
        if (!SYMBOLIC_NAME.matcher(id).matches()) {
            throw new Rejection(
                    file
                            + " has a broken Bundle-SymbolicName: "
                            + id
                            + "; write it as acme.cleanup");
        }
        if (!"2".equals(main.getValue("Bundle-ManifestVersion"))) {
            throw new Rejection(
                    file + " has no Bundle-ManifestVersion: 2 in its manifest: build it with bnd");
        }
        Version version = version(main.getValue("Bundle-Version"), file);
        Optional<String> packed =
                classes.stream().filter(name -> name.startsWith(API)).sorted().findFirst();
        if (packed.isPresent()) {
            throw new Rejection(
                    "it has "
                            + packed.get()
                            + " inside, which is Gantry's to offer: give gantry-api the scope"
                            + " provided");
        }
        for (String header : List.of("Require-Bundle", "Fragment-Host", "DynamicImport-Package")) {
            if (main.getValue(header) != null) {
                throw new Rejection(
                        "its manifest has "
                                + header
                                + ", which plugins may not use: pack what it needs inside the JAR");
            }
        }
        String title = main.getValue("Bundle-Name");
        return new PluginManifest(
                id,
                title == null || title.startsWith("%") ? id : title.strip(),
                version,
                imports(main.getValue("Import-Package"), file),
                exports(main.getValue("Export-Package"), file),
                offered(main, "gantry.task"),
                offered(main, "gantry.detector"),
                offered(main, "gantry.panel"),
                DeclaredNeeds.read(main.getValue("Provide-Capability")),
                main.getValue("Service-Component") != null,
                classes);
    }

    private static Version version(String text, String file) throws Rejection {
        if (text == null) {
            throw new Rejection(
                    file + " has no Bundle-Version in its manifest: give it one, as 1.2.3");
        }
        try {
            return Version.parseVersion(text);
        } catch (IllegalArgumentException e) {
            throw new Rejection(
                    file
                            + " has a broken Bundle-Version: "
                            + text
                            + "; write it as 1.2.3 or 1.2.3.qualifier");
        }
    }

    private static List<Import> imports(String header, String file) throws Rejection {
        List<Import> imports = new ArrayList<>();
        for (Header.Clause clause : Header.parse(header)) {
            String range = clause.parameters().getOrDefault("version", "0.0.0");
            boolean optional = "optional".equals(clause.parameters().get("resolution:"));
            try {
                for (String name : clause.paths()) {
                    imports.add(new Import(name, VersionRange.valueOf(range), optional));
                }
            } catch (IllegalArgumentException e) {
                throw new Rejection(
                        file
                                + " imports "
                                + clause.paths()
                                + " with a broken version range: "
                                + range);
            }
        }
        return imports;
    }

    private static List<Export> exports(String header, String file) throws Rejection {
        List<Export> exports = new ArrayList<>();
        for (Header.Clause clause : Header.parse(header)) {
            String text = clause.parameters().getOrDefault("version", "0.0.0");
            for (String name : clause.paths()) {
                if (OURS.stream().anyMatch((name + ".")::startsWith)) {
                    throw new Rejection(
                            "it exports package "
                                    + name
                                    + ", which is Gantry's to offer: import it instead");
                }
                try {
                    exports.add(new Export(name, Version.parseVersion(text)));
                } catch (IllegalArgumentException e) {
                    throw new Rejection(
                            file + " exports " + name + " with a broken version: " + text);
                }
            }
        }
        return exports;
    }

    private static List<String> offered(Attributes main, String namespace) {
        return Header.parse(main.getValue("Provide-Capability")).stream()
                .filter(clause -> clause.paths().contains(namespace))
                .map(clause -> clause.parameters().get("id"))
                .filter(java.util.Objects::nonNull)
                .toList();
    }

    private static Set<String> classes(ZipFile zip, Attributes main, String file)
            throws IOException {
        Set<String> entries = new HashSet<>();
        zip.stream().forEach(entry -> entries.add(entry.getName()));
        Unpacking unpacking = new Unpacking(file);
        for (Header.Clause clause : Header.parse(main.getValue("Bundle-ClassPath"))) {
            for (String nested : clause.paths()) {
                ZipEntry entry = zip.getEntry(nested);
                if (entry != null && nested.endsWith(".jar")) {
                    unpacking.names(zip.getInputStream(entry), entries);
                }
            }
        }
        return entries.stream()
                .filter(entry -> entry.endsWith(".class"))
                .map(entry -> entry.substring(0, entry.length() - 6).replace('/', '.'))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What it imports and neither has itself nor can do without. */
    List<Import> mustImport() {
        return imports.stream()
                .filter(wanted -> !wanted.optional())
                .filter(
                        wanted ->
                                exports.stream()
                                        .noneMatch(
                                                own ->
                                                        own.name().equals(wanted.name())
                                                                && wanted.range()
                                                                        .includes(own.version())))
                .toList();
    }

    /** The packages that it exports, each with its highest version. */
    Map<String, Version> exported() {
        Map<String, Version> exported = new TreeMap<>();
        for (Export export : exports) {
            exported.merge(export.name(), export.version(), (a, b) -> a.compareTo(b) < 0 ? b : a);
        }
        return exported;
    }

    /** Whether it is there for other plugins only: it offers packages and nothing else. */
    boolean library() {
        return !exports.isEmpty() && tasks.isEmpty() && detectors.isEmpty() && panels.isEmpty();
    }

    /** Whether new content may take the place of other content of the same version. */
    boolean snapshot() {
        return version.getQualifier().equals("SNAPSHOT");
    }
}
