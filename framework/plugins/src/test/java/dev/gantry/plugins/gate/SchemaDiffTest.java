package dev.gantry.plugins.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Length;
import dev.gantry.api.schema.Matches;
import dev.gantry.api.schema.Range;
import dev.gantry.plugins.schema.Schema;
import dev.gantry.plugins.schema.SchemaWriter;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Each row: what a record becomes, and what that means for callers and for consumers. */
class SchemaDiffTest {
    record None() {}

    record Text(String a) {}

    record Texts(String a, String b) {}

    record OptionalText(Optional<String> a) {}

    record TextAndOptional(String a, Optional<String> b) {}

    record DefaultText(@Default("x") String a) {}

    record OtherDefault(@Default("y") String a) {}

    record Renamed(String b) {}

    record RenamedOther(int b) {}

    record Wait(Duration a) {}

    record Where(URI a) {}

    record Folder(Path a) {}

    enum Two {
        HIGH,
        LOW
    }

    enum Three {
        HIGH,
        LOW,
        MAX
    }

    record Level(Two a) {}

    record Levels(Three a) {}

    record Short3(@Length(max = 3) String a) {}

    record Short4(@Length(max = 4) String a) {}

    record Long2(@Length(min = 2) String a) {}

    record LowerCase(@Matches("[a-z]+") String a) {}

    record UpperCase(@Matches("[A-Z]+") String a) {}

    record UpTo4(@Matches("[A-Z]{1,4}") String a) {}

    record Small(short a) {}

    record Int(int a) {}

    record Big(long a) {}

    record Huge(BigInteger a) {}

    record Real(double a) {}

    record To10(@Range(min = 0, max = 10) int a) {}

    record To20(@Range(min = 0, max = 20) int a) {}

    record LongTo10(@Range(min = 0, max = 10) long a) {}

    record Half(@Range(min = 0.5) int a) {}

    record One(@Range(min = 1) int a) {}

    record Flag(boolean a) {}

    record ManyTexts(List<String> a) {}

    record UniqueTexts(Set<String> a) {}

    record SomeTexts(@Length(min = 1) List<String> a) {}

    record OptionalTexts(Optional<List<String>> a) {}

    record Ints(List<Integer> a) {}

    record Longs(List<Long> a) {}

    record ByName(Map<String, Integer> a) {}

    record ByNameLong(Map<String, Long> a) {}

    record Inner(Text a) {}

    record InnerTwo(Texts a) {}

    record InnerMany(List<Text> a) {}

    record InnerManyTwo(List<TextAndOptional> a) {}

    record Ratio(@Default("0.10") double a) {}

    record SameRatio(@Default("0.1") double a) {}

    static Stream<Arguments> changes() {
        return Stream.of(
                row(Text.class, Text.class, "", ""),
                // fields
                row(
                        Text.class,
                        Texts.class,
                        "BREAKING parameter `b` is new and required",
                        "COMPATIBLE result field `b` is new"),
                row(
                        Text.class,
                        TextAndOptional.class,
                        "COMPATIBLE parameter `b` is new",
                        "COMPATIBLE result field `b` is new"),
                row(
                        Texts.class,
                        Text.class,
                        "BREAKING parameter `b` removed",
                        "BREAKING result field `b` removed"),
                row(
                        Text.class,
                        Renamed.class,
                        "BREAKING parameter `a` removed (was it renamed to `b`?); BREAKING"
                                + " parameter `b` is new and required",
                        "BREAKING result field `a` removed (was it renamed to `b`?); COMPATIBLE"
                                + " result field `b` is new"),
                row(
                        Text.class,
                        RenamedOther.class,
                        "BREAKING parameter `a` removed; BREAKING parameter `b` is new and"
                                + " required",
                        "BREAKING result field `a` removed; COMPATIBLE result field `b` is new"),
                // required and defaults
                row(
                        Text.class,
                        OptionalText.class,
                        "COMPATIBLE parameter `a` became optional",
                        "BREAKING result field `a` may be absent"),
                row(
                        OptionalText.class,
                        Text.class,
                        "BREAKING parameter `a` became required",
                        "COMPATIBLE result field `a` is always there"),
                row(
                        Text.class,
                        DefaultText.class,
                        "COMPATIBLE parameter `a` became optional, its default is \"x\"",
                        "BREAKING result field `a` may be absent"),
                row(
                        DefaultText.class,
                        Text.class,
                        "BREAKING parameter `a` became required, its default was \"x\"",
                        "COMPATIBLE result field `a` is always there"),
                row(
                        DefaultText.class,
                        OtherDefault.class,
                        "NEW_RUNS_ONLY parameter `a` has the default \"y\", before \"x\"",
                        ""),
                row(
                        OptionalText.class,
                        DefaultText.class,
                        "NEW_RUNS_ONLY parameter `a` has the default \"x\", before none",
                        ""),
                row(
                        DefaultText.class,
                        OptionalText.class,
                        "NEW_RUNS_ONLY parameter `a` has no default, before \"x\"",
                        ""),
                row(Ratio.class, SameRatio.class, "", ""),
                // texts
                both(Text.class, Flag.class, "BREAKING", "changed from text to true or false"),
                both(Text.class, Int.class, "BREAKING", "changed from text to whole number"),
                narrower(Text.class, Wait.class, "changed from text to duration"),
                wider(Wait.class, Text.class, "changed from duration to text"),
                both(Wait.class, Where.class, "BREAKING", "changed from duration to uri"),
                narrower(Text.class, Folder.class, "changed from text to path"),
                narrower(Levels.class, Level.class, "no longer has the value MAX"),
                wider(Level.class, Levels.class, "has the new value MAX"),
                wider(Level.class, Text.class, "changed from choice to text"),
                narrower(Text.class, Level.class, "changed from text to choice"),
                wider(Level.class, Short4.class, "changed from choice to text"),
                both(Level.class, Short3.class, "BREAKING", "changed from choice to text"),
                wider(Level.class, UpTo4.class, "changed from choice to text"),
                both(Levels.class, LowerCase.class, "BREAKING", "changed from choice to text"),
                narrower(Text.class, Short3.class, "has at most 3 characters, before any number"),
                wider(Short3.class, Text.class, "has any number of characters, before at most 3"),
                wider(Short3.class, Short4.class, "has at most 4 characters, before at most 3"),
                both(
                        Short3.class,
                        Long2.class,
                        "BREAKING",
                        "has at least 2 characters, before at most 3"),
                narrower(Text.class, LowerCase.class, "has to match ^(?:[a-z]+)$"),
                wider(LowerCase.class, Text.class, "no longer has to match ^(?:[a-z]+)$"),
                both(
                        LowerCase.class,
                        UpperCase.class,
                        "BREAKING",
                        "has to match ^(?:[A-Z]+)$, before ^(?:[a-z]+)$, and nobody can tell"
                                + " whether they take the same"),
                // numbers
                wider(
                        Int.class,
                        Big.class,
                        "changed from whole number (32 bits) to whole number (64 bits)"),
                narrower(
                        Int.class,
                        Small.class,
                        "changed from whole number (32 bits) to whole number (16 bits)"),
                wider(Big.class, Huge.class, "changed from whole number (64 bits) to whole number"),
                wider(Int.class, Real.class, "changed from whole number (32 bits) to number"),
                narrower(Real.class, Big.class, "changed from number to whole number (64 bits)"),
                wider(
                        To10.class,
                        To20.class,
                        "changed from whole number (32 bits, at least 0, at most 10) to whole"
                                + " number (32 bits, at least 0, at most 20)"),
                narrower(
                        Int.class,
                        To20.class,
                        "changed from whole number (32 bits) to whole number (32 bits, at least"
                                + " 0, at most 20)"),
                both(
                        To10.class,
                        LongTo10.class,
                        "COMPATIBLE",
                        "changed from whole number (32 bits, at least 0, at most 10) to whole"
                                + " number (64 bits, at least 0, at most 10)"),
                wider(
                        To10.class,
                        Small.class,
                        "changed from whole number (32 bits, at least 0, at most 10) to whole"
                                + " number (16 bits)"),
                both(
                        Half.class,
                        One.class,
                        "COMPATIBLE",
                        "changed from whole number (32 bits, at least 0.5) to whole number (32"
                                + " bits, at least 1)"),
                // lists and maps
                both(Text.class, ManyTexts.class, "BREAKING", "changed from text to list"),
                narrower(ManyTexts.class, UniqueTexts.class, "changed from list to set"),
                wider(UniqueTexts.class, ManyTexts.class, "changed from set to list"),
                row(
                        ManyTexts.class,
                        SomeTexts.class,
                        "BREAKING parameter `a` became required, its default was []; BREAKING"
                                + " parameter `a` has at least 1 elements, before any number",
                        "COMPATIBLE result field `a` is always there; COMPATIBLE result field"
                                + " `a` has at least 1 elements, before any number"),
                row(
                        SomeTexts.class,
                        ManyTexts.class,
                        "COMPATIBLE parameter `a` became optional, its default is [];"
                                + " COMPATIBLE parameter `a` has any number of elements, before"
                                + " at least 1",
                        "BREAKING result field `a` has any number of elements, before at least"
                                + " 1"),
                row(
                        ManyTexts.class,
                        OptionalTexts.class,
                        "NEW_RUNS_ONLY parameter `a` has no default, before []",
                        ""),
                row(
                        Ints.class,
                        Longs.class,
                        "COMPATIBLE parameter `a[]` changed from whole number (32 bits) to whole"
                                + " number (64 bits)",
                        "BREAKING result field `a[]` changed from whole number (32 bits) to"
                                + " whole number (64 bits)"),
                row(
                        ByNameLong.class,
                        ByName.class,
                        "BREAKING parameter `a.*` changed from whole number (64 bits) to whole"
                                + " number (32 bits)",
                        "COMPATIBLE result field `a.*` changed from whole number (64 bits) to"
                                + " whole number (32 bits)"),
                both(ByName.class, ManyTexts.class, "BREAKING", "changed from map to list"),
                // records within
                both(Inner.class, ByName.class, "BREAKING", "changed from record to map"),
                row(
                        Inner.class,
                        InnerTwo.class,
                        "BREAKING parameter `a.b` is new and required",
                        "COMPATIBLE result field `a.b` is new"),
                row(
                        InnerMany.class,
                        InnerManyTwo.class,
                        "COMPATIBLE parameter `a[].b` is new",
                        "COMPATIBLE result field `a[].b` is new"),
                row(
                        InnerManyTwo.class,
                        InnerMany.class,
                        "BREAKING parameter `a[].b` removed",
                        "BREAKING result field `a[].b` removed"),
                row(None.class, None.class, "", ""));
    }

    private static Arguments row(Class<?> old, Class<?> next, String inputs, String results) {
        return Arguments.of(old, next, inputs, results);
    }

    private static Arguments both(Class<?> old, Class<?> next, String weight, String how) {
        return row(
                old, next, weight + " parameter `a` " + how, weight + " result field `a` " + how);
    }

    private static Arguments narrower(Class<?> old, Class<?> next, String how) {
        return row(
                old, next, "BREAKING parameter `a` " + how, "COMPATIBLE result field `a` " + how);
    }

    private static Arguments wider(Class<?> old, Class<?> next, String how) {
        return row(
                old, next, "COMPATIBLE parameter `a` " + how, "BREAKING result field `a` " + how);
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("changes")
    void tellsWhatChanged(Class<?> old, Class<?> next, String inputs, String results)
            throws Exception {
        Schema before = Schema.parse(SchemaWriter.write(old));
        Schema after = Schema.parse(SchemaWriter.write(next));
        assertEquals(inputs, told(SchemaDiff.inputs(before, after, "parameter")));
        assertEquals(results, told(SchemaDiff.results(before, after, "result field")));
    }

    static String told(List<SchemaChange> changes) {
        return String.join(
                "; ", changes.stream().map(c -> c.weight() + " " + c.sentence()).toList());
    }
}
