using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Lucene.Net.Analysis;

namespace Orleans.Video.Retrieval.Words;

/// <summary>
/// Gives each field the analyzer that its name asks for. Token streams are reused, one a thread and analysis; they keep the end of the
/// text that they last read, so the index drops the whole analyzer when it purges.
/// </summary>
internal sealed class FieldAnalyzer() : AnalyzerWrapper(new ReuseByAnalysis())
{
    /// <summary>Between two sentences of one field, so that no phrase spans them.</summary>
    private const int SentenceGap = 100;

    private readonly ConcurrentDictionary<string, Analyzer> _analyzers = [];

    public override int GetPositionIncrementGap(string fieldName) => SentenceGap;

    protected override Analyzer GetWrappedAnalyzer(string fieldName) =>
        _analyzers.GetOrAdd(Fields.AnalysisOf(fieldName), Languages.Create);

    private sealed class ReuseByAnalysis : ReuseStrategy
    {
        private readonly ConditionalWeakTable<Thread, Dictionary<string, TokenStreamComponents>> _streams = [];

        public override TokenStreamComponents? GetReusableComponents(Analyzer analyzer, string fieldName) =>
            _streams.GetOrCreateValue(Thread.CurrentThread).GetValueOrDefault(Fields.AnalysisOf(fieldName));

        public override void SetReusableComponents(Analyzer analyzer, string fieldName, TokenStreamComponents components) =>
            _streams.GetOrCreateValue(Thread.CurrentThread)[Fields.AnalysisOf(fieldName)] = components;
    }
}
