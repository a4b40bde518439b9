using CsCheck;
using Orleans.Video.Learning.Gradients;
using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Tests.Gradients;

public sealed class GradientRuleTests
{
    private const int FewSeeds = 12;

    public static TheoryData<string> Rules => [.. GradientRules.All.Keys.Select(static t => t.Name)];

    [Fact]
    public void Every_rule_has_a_check() => Assert.Equal(GradientRules.All.Keys.Select(static t => t.Name).Order(), RuleChecks.All.Keys.Select(static t => t.Name).Order());

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_agrees_with_central_differences_in_double_precision(string name) => Gen.Int[0, 1_000_000].Sample(
        seed =>
        {
            var error = GradientCheck.WorstError(Case(name, seed), seed);
            Assert.True(error <= GradientCheck.Tolerance, $"{name} {Case(name, seed)}: relative error {error:E2}");
        },
        iter: 25,
        threads: 1);

    [Theory]
    [MemberData(nameof(Rules))]
    public void What_trains_in_float_agrees_with_what_is_checked_in_double(string name) => Gen.Int[0, 1_000_000].Sample(
        seed =>
        {
            var error = GradientCheck.FloatError(Case(name, seed), seed);
            Assert.True(error <= 1e-4, $"{name} {Case(name, seed)}: relative error {error:E2}");
        },
        iter: 10,
        threads: 1);

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_that_is_deleted_fails_its_check(string name)
    {
        var rules = GradientRules.All.Where(r => r.Key.Name != name).ToDictionary();
        var caught = Enumerable.Range(0, FewSeeds).Select(seed => Record.Exception(() => GradientCheck.WorstError(Case(name, seed), seed, [], rules))).OfType<GraphException>();
        Assert.Contains(caught, error => error.Message.Contains(name + ": has no gradient rule", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_that_is_negated_or_one_part_in_a_thousand_off_fails_its_check_for_each_input(string name)
    {
        var (type, rule) = GradientRules.All.Single(r => r.Key.Name == name);
        foreach (var factor in new[] { -1, 1.001 })
        {
            var caught = new HashSet<int>();
            var present = new HashSet<int>();
            for (var seed = 0; seed < FewSeeds; seed++)
            {
                var check = Case(name, seed);
                var differences = GradientCheck.Differences(check, seed);
                for (var input = 0; input <= check.Inputs.Length; input++)
                {
                    var changed = false;
                    var rules = new Dictionary<Type, GradientRule>(GradientRules.All)
                    {
                        [type] = call =>
                        {
                            var given = rule(call);
                            // The first of its kind is the case's own; the sum behind it is the check's.
                            var isChecked = call.Node == call.Node.Graph.Nodes.First(n => n.Operator.GetType() == type);
                            if (!isChecked || input >= given.Length || given[input] is null) return given;
                            changed = true;
                            given[input] = given[input]! * factor;
                            return given;
                        },
                    };
                    if (caught.Contains(input)) continue;
                    var error = GradientCheck.WorstError(check, seed, differences, rules);
                    if (changed) present.Add(input);
                    if (changed && error > GradientCheck.Tolerance) caught.Add(input);
                }

                if (seed >= 3 && caught.Count == present.Count) break;
            }

            Assert.NotEmpty(present);
            Assert.Equal(present.Order(), caught.Order());
        }
    }

    private static GradientCase Case(string name, int seed) => RuleChecks.All.Single(c => c.Key.Name == name).Value(new Draw(seed));
}
