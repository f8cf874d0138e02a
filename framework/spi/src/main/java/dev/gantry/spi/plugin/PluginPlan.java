package dev.gantry.spi.plugin;

import java.util.List;

/**
 * What would happen if a file were dropped now. Nothing has happened.
 *
 * @param plugin {@code null} where the file is no plugin
 * @param version as {@code plugin}
 * @param action what would be done with it
 * @param sentence the same for a person, with the reason
 * @param replaces the revision that new work would move away from, or {@code null}
 * @param compatibility against that; {@code null} where there is none
 * @param differences from that
 * @param tasks ids of its task types
 * @param detectors ids of its detector types
 * @param rewired what would be wired anew: always other plugins, never Gantry's own bundles
 * @param signature who signed it; {@code null} where the file is no plugin
 * @param needs what it declares that it uses
 * @param touched what it touches: schedules, checks, waiting runs, runs that would be blocked
 */
public record PluginPlan(
        String file,
        String sha256,
        String plugin,
        String version,
        Action action,
        String sentence,
        RevisionRef replaces,
        Compatibility compatibility,
        List<Difference> differences,
        List<String> tasks,
        List<String> detectors,
        List<String> rewired,
        Signature signature,
        Needs needs,
        List<Touched> touched) {

    /** What would be done. */
    public enum Action {
        /** A plugin that is not there yet would become active. */
        INSTALL,
        /** It would take new work from the version in service. */
        REPLACE,
        /** It would be kept and not used: pinned, disabled, or not the one to use. */
        HOLD,
        /** The same content is there already. */
        NOTHING,
        /** It would be rejected. */
        REJECT
    }

    /**
     * Something that a plan touches.
     *
     * @param kind {@code schedule}, {@code check}, {@code runs}
     * @param id its id; the task type for runs
     * @param effect what would happen to it, in one sentence
     */
    public record Touched(String kind, String id, String effect) {}
}
