package dev.gantry.api;

import aQute.bnd.differ.DiffPluginImpl;
import aQute.bnd.osgi.Jar;
import aQute.bnd.osgi.Processor;
import aQute.bnd.service.diff.Delta;
import aQute.bnd.service.diff.Diff;
import aQute.bnd.service.diff.Type;
import aQute.bnd.version.Version;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What was released, and what it asks of the versions of packages. */
record Baseline(Jar released) {
    private static final int MOST = 3;
    private static final String VERSION = "org.osgi.annotation.versioning.Version";
    private static final Set<Delta> SAME = Set.of(Delta.UNCHANGED, Delta.IGNORED);

    /** Each package whose version does not say what changed in it, as a sentence with a remedy. */
    List<String> faults(Jar now) throws Exception {
        try (Processor reporter = new Processor()) {
            return new aQute.bnd.differ.Baseline(reporter, new DiffPluginImpl())
                    .baseline(now, released, null).stream()
                            .sorted(Comparator.comparing(info -> info.packageName))
                            .map(Baseline::fault)
                            .filter(sentence -> !sentence.isEmpty())
                            .toList();
        }
    }

    private static String fault(aQute.bnd.differ.Baseline.Info info) {
        Delta delta = info.packageDiff.getDelta();
        if (delta == Delta.ADDED) {
            return "";
        }
        if (delta == Delta.REMOVED) {
            return "package "
                    + info.packageName
                    + " is gone, with which plugins that are in use were built: bring it back";
        }
        List<String> changes = new ArrayList<>();
        collect(info.packageDiff, "", changes);
        if (changes.isEmpty()) {
            return info.newerVersion.equals(info.olderVersion)
                    ? ""
                    : info.packageName
                            + ": nothing changed since "
                            + info.olderVersion
                            + ": give it that @Version in its package-info.java, not "
                            + info.newerVersion;
        }
        Version least = info.suggestedVersion;
        if (info.newerVersion.compareTo(least) >= 0) {
            return "";
        }
        String told = String.join(", ", changes.subList(0, Math.min(MOST, changes.size())));
        return info.packageName
                + ": "
                + told
                + (changes.size() > MOST ? " and " + (changes.size() - MOST) + " more" : "")
                + " since "
                + info.olderVersion
                + ", "
                + weight(delta)
                + ": give it @Version(\""
                + least
                + "\") in its package-info.java, not "
                + info.newerVersion
                + (delta == Delta.MAJOR
                        ? "; better, make it so that what was built against "
                                + info.olderVersion
                                + " goes on working"
                        : "");
    }

    private static String weight(Delta delta) {
        return switch (delta) {
            case MAJOR -> "which breaks plugins";
            case MINOR -> "which older versions of Gantry do not have";
            default -> "which breaks nothing";
        };
    }

    /** The innermost differences, but for the version itself. */
    private static void collect(Diff diff, String within, List<String> into) {
        Delta delta = diff.getDelta();
        if (SAME.contains(delta)
                || diff.getType() == Type.VERSION
                || diff.getName().equals(VERSION)) {
            return;
        }
        boolean whole = delta == Delta.ADDED || delta == Delta.REMOVED;
        List<? extends Diff> below =
                diff.getChildren().stream().filter(d -> !SAME.contains(d.getDelta())).toList();
        if (whole || below.isEmpty()) {
            into.add(
                    diff.getType().name().toLowerCase(Locale.ROOT)
                            + " "
                            + within
                            + diff.getName()
                            + (delta == Delta.REMOVED
                                    ? " removed"
                                    : delta == Delta.ADDED ? " added" : " changed"));
            return;
        }
        String here =
                switch (diff.getType()) {
                    case PACKAGE -> "";
                    case CLASS, INTERFACE, ENUM, ANNOTATION ->
                            diff.getName().substring(diff.getName().lastIndexOf('.') + 1) + ".";
                    default -> within;
                };
        below.forEach(each -> collect(each, here, into));
    }
}
