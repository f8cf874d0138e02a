package dev.gantry.plugins.host;

import dev.gantry.plugins.catalog.Offering;

import org.osgi.framework.Version;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Judges a plugin's JAR where it is built, by the rules and in the words of the drop folder, and
 * says all that is wrong at once. None of the plugin's code runs. What only a running Gantry knows,
 * such as a service that nobody offers, is not looked at.
 */
public final class JarCheck {
    private static final String GANTRY = "Gantry itself";

    private final PackedJar jar;
    private final PluginManifest manifest;
    private final Map<String, Map<Version, String>> offered;
    private final Map<String, List<Version>> beside;
    private final List<Rejection> faults = new ArrayList<>();

    private JarCheck(
            PackedJar jar,
            PluginManifest manifest,
            Map<String, Map<Version, String>> offered,
            Map<String, List<Version>> beside) {
        this.jar = jar;
        this.manifest = manifest;
        this.offered = offered;
        this.beside = beside;
    }

    /**
     * What is wrong with a plugin, one sentence each; empty if nothing is.
     *
     * @param offered the packages that Gantry offers to plugins, as in the header {@code
     *     Export-Package}
     * @param beside JARs that it is built against and that Gantry or another plugin brings
     * @throws IOException if one of the files cannot be read
     */
    public static List<String> faults(Path file, String offered, List<Path> beside)
            throws IOException {
        try (PackedJar jar = new PackedJar(file, beside)) {
            PluginManifest manifest = PluginManifest.read(file, file.getFileName().toString());
            JarCheck check =
                    new JarCheck(jar, manifest, platform(offered), exported(jar.exportsBeside()));
            check.all();
            Set<String> sentences = new LinkedHashSet<>();
            check.faults.forEach(fault -> sentences.add(fault.getMessage()));
            return List.copyOf(sentences);
        } catch (Rejection e) {
            return List.of(e.getMessage());
        }
    }

    private void all() throws IOException {
        content();
        for (PluginManifest.Import wanted : manifest.mustImport()) {
            add(() -> judge(wanted));
        }
        requirements();
        if (jar.tooNew().isPresent()) {
            faults.add(tooNew(jar.tooNew().get()));
            return;
        }
        List<Offering> offerings = OfferReader.read(jar, faults);
        for (Offering offering : offerings) {
            if (!jar.components().contains(offering.impl().getName())) {
                add(() -> Constructors.of(offering));
            }
        }
        add(() -> DeclaredNeeds.silent(manifest.needs(), offerings, SettingsReader.read(jar)));
    }

    /** One rule. */
    private interface Rule {
        void apply() throws Rejection;
    }

    private void add(Rule rule) {
        try {
            rule.apply();
        } catch (Rejection e) {
            faults.add(e);
        }
    }

    private void content() {
        Version version = manifest.version();
        if (version.getMajor() + version.getMinor() + version.getMicro() == 0) {
            faults.add(
                    new Rejection(
                            "its version is "
                                    + version
                                    + ", which is none to go up from: give the project one as"
                                    + " 1.2.3"));
        }
        boolean contributes =
                !manifest.tasks().isEmpty()
                        || !manifest.detectors().isEmpty()
                        || !manifest.panels().isEmpty();
        if (!contributes && !manifest.components() && manifest.exports().isEmpty()) {
            faults.add(
                    new Rejection(
                            "it offers nothing: annotate a public class with @TaskType,"
                                    + " @DetectorType or @PanelType"));
        }
        if (manifest.classes().contains("org.slf4j.Logger")) {
            faults.add(
                    new Rejection(
                            "it has org.slf4j.Logger inside, which is Gantry's to offer, so that"
                                    + " nobody reads its log: give slf4j-api the scope provided"));
        }
        jar.signature()
                .ifPresent(
                        entry ->
                                faults.add(
                                        new Rejection(
                                                "it has "
                                                        + entry
                                                        + ", a signature of a library that was"
                                                        + " unpacked into it, which fits no more:"
                                                        + " pack the library as a whole JAR, as"
                                                        + " gantry-plugin-parent does, or leave"
                                                        + " that file out")));
    }

    private void judge(PluginManifest.Import wanted) throws Rejection {
        String name = wanted.name();
        Map<Version, String> offers = offered.getOrDefault(name, Map.of());
        if (offers.isEmpty() && Imports.jdk(name)) {
            offers = Map.of(Version.emptyVersion, GANTRY);
        } else if (offers.isEmpty() && name.startsWith("dev.gantry.") && !Imports.lawful(name)) {
            throw Imports.foreign(name, GANTRY);
        }
        List<Version> others =
                Imports.lawful(name) ? List.of() : beside.getOrDefault(name, List.of());
        Imports.check(wanted, offers, others);
    }

    private void requirements() {
        for (Header.Clause clause : jar.header("Require-Capability")) {
            Map<String, String> parameters = clause.parameters();
            String filter = parameters.getOrDefault("filter:", "");
            for (String namespace : clause.paths()) {
                boolean met =
                        namespace.equals("osgi.ee")
                                || namespace.equals("osgi.extender")
                                        && filter.contains("osgi.component")
                                || "optional".equals(parameters.get("resolution:"))
                                || "active".equals(parameters.get("effective:"))
                                || !jar.capabilities(namespace).isEmpty();
                if (!met) {
                    faults.add(Diagnosis.unoffered(namespace, filter, null));
                }
            }
        }
    }

    private static Rejection tooNew(PackedJar.TooNew found) {
        int ours = Runtime.version().feature();
        return new Rejection(
                "it needs another Java, as its class "
                        + found.name()
                        + " is made for Java "
                        + found.java()
                        + ": build it with release "
                        + ours
                        + " or lower");
    }

    private static Map<String, Map<Version, String>> platform(String header) {
        Map<String, Map<Version, String>> platform = new TreeMap<>();
        exported(List.of(header))
                .forEach(
                        (name, versions) -> {
                            Map<Version, String> owners = new TreeMap<>();
                            versions.forEach(version -> owners.put(version, GANTRY));
                            platform.put(name, owners);
                        });
        return platform;
    }

    private static Map<String, List<Version>> exported(List<String> headers) {
        Map<String, List<Version>> exported = new TreeMap<>();
        for (String header : headers) {
            for (Header.Clause clause : Header.parse(header)) {
                Version version =
                        Version.parseVersion(clause.parameters().getOrDefault("version", "0"));
                for (String name : clause.paths()) {
                    exported.computeIfAbsent(name, n -> new ArrayList<>()).add(version);
                }
            }
        }
        return exported;
    }
}
