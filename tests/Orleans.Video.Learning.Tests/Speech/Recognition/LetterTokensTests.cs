using Orleans.Video.Inference.Speech.Ctc;
using Orleans.Video.Learning.Data.Sounds;
using Orleans.Video.Learning.Speech.Recognition;

namespace Orleans.Video.Learning.Tests.Speech.Recognition;

public sealed class LetterTokensTests
{
    [Fact]
    public void A_text_comes_back_from_its_tokens()
    {
        var letters = new LetterTokens(SoundBank.Digits);
        var text = string.Join(' ', SoundBank.Digits);
        var tokens = letters.Of(text);
        Assert.DoesNotContain(letters.Vocabulary.Blank, tokens);
        Assert.Equal(text, string.Concat(tokens.Select(token => token == letters.Vocabulary.Boundary ? " " : letters.Vocabulary.TextOf((int)token))).ToLowerInvariant());
        Assert.Equal(letters.Vocabulary.Tokens, CtcVocabulary.Parse(letters.File).Tokens);
        // Blank, boundary, and the letters of the ten words.
        Assert.Equal(2 + "efghinorstuvwxz".Length, letters.Vocabulary.Count);
        Assert.Throws<KeyNotFoundException>(() => letters.Of("quay"));
    }
}
