using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Text;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Inference.Tests.Text;

public sealed class WordTokenizerTests
{
    [Fact]
    public void Word_pieces_are_the_longest_that_fit_and_belong_to_their_word()
    {
        using var folder = new TemporaryFolder();
        var tokenizer = Open(folder, new TokenizerSpec { Kind = "wordPiece", Files = [] }, "[PAD]\n[UNK]\n[CLS]\n[SEP]\nplay\n##ing\n##s\nthe\n.\n");

        var text = tokenizer.Tokenize("The plays, PLAYING.", 32);

        Assert.Equal([2, 7, 4, 6, 1, 4, 5, 8, 3], text.Ids);
        Assert.Equal([new(new(0, 3), 1, 1), new(new(4, 5), 2, 2), new TokenizedWord(new(11, 7), 5, 2)], text.Words);
        Assert.False(text.Truncated);
    }

    [Fact]
    public void A_word_that_does_not_fit_is_left_out_whole_and_the_text_is_truncated()
    {
        using var folder = new TemporaryFolder();
        var tokenizer = Open(folder, new TokenizerSpec { Kind = "wordPiece", Files = [] }, "[PAD]\n[UNK]\n[CLS]\n[SEP]\nplay\n##ing\n");

        var text = tokenizer.Tokenize("play playing", 4);

        Assert.Equal([2, 4, 3], text.Ids);
        Assert.True(text.Truncated);
    }

    [Fact]
    public void Byte_pairs_with_a_mark_at_the_end_of_words_merge_in_their_order()
    {
        using var folder = new TemporaryFolder();
        var spec = new TokenizerSpec { Kind = "bpe", Files = [], EndOfWord = "</w>", Start = "<s>", End = "</s>", Padding = "</s>", Unknown = "</s>" };
        var tokenizer = Open(folder, spec, """{"<s>":0,"</s>":1,"c":2,"a":3,"t":4,"t</w>":5,"ca":6,"cat</w>":7,"s</w>":8,"s":9,"c</w>":10,"a</w>":11}""", "#version: 0.2\nc a\nca t</w>\n");

        Assert.Equal([0, 7, 1], tokenizer.Tokenize("CAT", 16).Ids);
        Assert.Equal([0, 6, 4, 8, 7, 1], tokenizer.Tokenize("cats cat", 16).Ids);
    }

    [Fact]
    public void Bytes_keep_the_space_before_a_word_and_any_character_has_pieces()
    {
        using var folder = new TemporaryFolder();
        var vocabulary = ByteVocabulary();
        var spec = new TokenizerSpec { Kind = "bpe", Files = [], ByteLevel = true, Start = null, End = null, Padding = "!", Unknown = "!", LowerCase = false };
        var tokenizer = Open(folder, spec, System.Text.Json.JsonSerializer.Serialize(vocabulary), "#version: 0.2\nĠ a\n");

        Assert.Equal([vocabulary["a"], vocabulary["Ġa"]], tokenizer.Tokenize("a a", 16).Ids);
        Assert.Equal(4, tokenizer.Tokenize("😀", 16).Ids.Count);
    }

    [Fact]
    public void Sentence_pieces_carry_their_space_and_a_word_is_one_group()
    {
        using var folder = new TemporaryFolder();
        var spec = new TokenizerSpec { Kind = "sentencePiece", Files = [], Start = "<s>", End = "</s>", Padding = "<unk>", Unknown = "<unk>" };
        var tokenizer = Open(folder, spec, [SentencePieceModel(("<unk>", 0, 2), ("<s>", 0, 3), ("</s>", 0, 3), ("▁", -9, 1), ("▁the", -1, 1), ("▁cat", -2, 1), ("s", -3, 1), ("!", -4, 1))]);

        var text = tokenizer.Tokenize("The  cats!", 16);

        Assert.Equal([1, 4, 5, 6, 7, 2], text.Ids);
        Assert.Equal([new(new(0, 3), 1, 1), new TokenizedWord(new(5, 5), 2, 3)], text.Words);
    }

    [Theory]
    [InlineData("wordPiece", "nothing special\n")]
    [InlineData("sentencePiece", "this is no model")]
    [InlineData("bpe", "{ not json")]
    public void A_file_that_is_no_vocabulary_is_refused_by_name(string kind, string content)
    {
        using var folder = new TemporaryFolder();
        string[] files = kind == "bpe" ? [content, "a b\n"] : [content];
        var error = Assert.Throws<ModelSetException>(() => Open(folder, new TokenizerSpec { Kind = kind, Files = [] }, files));
        Assert.Contains("file0", error.Message, StringComparison.Ordinal);
        Assert.Contains(kind, error.Message, StringComparison.Ordinal);
    }

    private static WordTokenizer Open(TemporaryFolder folder, TokenizerSpec spec, params string[] files) =>
        Open(folder, spec, [.. files.Select(Encoding.UTF8.GetBytes)]);

    private static WordTokenizer Open(TemporaryFolder folder, TokenizerSpec spec, byte[][] files)
    {
        var set = UntrainedModelSet.Write(folder.File("set"), seed: 1);
        var named = new List<ModelSetFile>();
        foreach (var bytes in files)
        {
            var name = $"file{named.Count}";
            File.WriteAllBytes(Path.Combine(set.Folder, name), bytes);
            named.Add(new ModelSetFile(name, Convert.ToHexStringLower(SHA256.HashData(bytes))));
        }

        return WordTokenizer.Open(set, spec with { Files = named });
    }

    // GPT-2 writes the bytes that are no printable characters as characters from U+0100 on.
    private static Dictionary<string, int> ByteVocabulary()
    {
        var vocabulary = new Dictionary<string, int>();
        var other = 0;
        for (var b = 0; b < 256; b++)
        {
            var printable = b is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE;
            vocabulary[((char)(printable ? b : 256 + other++)).ToString()] = b;
        }

        vocabulary["Ġa"] = 256;
        return vocabulary;
    }

    // A unigram model as its trainer writes it: pieces (text, score, type), trainer (kind 1), normaliser (space in front, spaces as "▁").
    private static byte[] SentencePieceModel(params (string Piece, float Score, int Type)[] pieces)
    {
        using var file = new MemoryStream();
        using (var model = new CodedOutputStream(file, leaveOpen: true))
        {
            foreach (var (piece, score, type) in pieces)
            {
                Message(model, 1, message =>
                {
                    message.WriteTag(1, WireFormat.WireType.LengthDelimited);
                    message.WriteString(piece);
                    message.WriteTag(2, WireFormat.WireType.Fixed32);
                    message.WriteFloat(score);
                    Number(message, 3, type);
                });
            }

            Message(model, 2, message =>
            {
                Number(message, 3, 1);
                Number(message, 40, 0);
                Number(message, 41, 1);
                Number(message, 42, 2);
            });
            Message(model, 3, message =>
            {
                Number(message, 3, 1);
                Number(message, 4, 1);
                Number(message, 5, 1);
            });
        }

        return file.ToArray();

        static void Number(CodedOutputStream message, int field, int value)
        {
            message.WriteTag(field, WireFormat.WireType.Varint);
            message.WriteInt32(value);
        }

        static void Message(CodedOutputStream model, int field, Action<CodedOutputStream> fill)
        {
            using var bytes = new MemoryStream();
            using (var message = new CodedOutputStream(bytes, leaveOpen: true)) fill(message);
            model.WriteTag(field, WireFormat.WireType.LengthDelimited);
            model.WriteBytes(ByteString.CopyFrom(bytes.ToArray()));
        }
    }
}
