package leaks

import "strings"

// set are the words of a list.
func set(lists ...string) map[string]bool {
	all := map[string]bool{}
	for _, list := range lists {
		for _, w := range strings.Fields(list) {
			all[w] = true
		}
	}
	return all
}

// The lists are in small letters: English, Filipino, Cebuano, Spanish, Swahili, Arabic.
var (
	months = set("january february march april may june july august september october november december jan feb mar apr jun jul aug sept sep oct nov dec",
		"enero pebrero marso abril mayo hunyo hulyo agosto setyembre oktubre nobyembre disyembre septyembre nobiyembre disiembre pebrero",
		"febrero marzo junio julio septiembre setiembre octubre noviembre diciembre",
		"januari februari machi aprili mei juni julai agosti septemba oktoba novemba desemba",
		"يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر كانون شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين")

	schools = set("school college university academy kindergarten", "paaralan eskwelahan kolehiyo unibersidad akademya", "tunghaan iskul iskwelahan",
		"escuela colegio universidad instituto liceo preparatoria", "shule chuo sekondari chekechea", "مدرسة المدرسة جامعة الجامعة كلية معهد ثانوية")

	places = set("street road avenue lane village town city municipality province district county parish river mountain island church hospital market",
		"barangay brgy sitio purok kalye kalsada lungsod bayan lalawigan baryo isla simbahan ospital palengke", "dakbayan lungsod baranggay dan baryo merkado",
		"calle avenida barrio ciudad pueblo municipio provincia distrito aldea vereda isla iglesia hospital mercado",
		"mtaa kijiji mji wilaya kata mkoa barabara kisiwa kanisa hospitali soko", "شارع حي مدينة قرية محافظة منطقة جزيرة كنيسة مسجد مستشفى")

	// where says where somebody is or comes from, before a name.
	where = set("in at from near to around", "sa taga mula galing malapit gikan duol", "en desde hacia", "katika kutoka huko karibu mjini")

	titles = set("aunt auntie uncle mr mrs ms miss father sister brother pastor teacher doctor judge officer cousin grandma grandpa",
		"ate kuya tita tito aling mang nanay tatay lola lolo manang manong inday dodong ninang ninong pinsan ka",
		"señor señora don doña tía tío padre hermana hermano profesora profesor doctora abuela abuelo primo prima",
		"mama baba bibi babu shangazi mjomba mwalimu bwana dada kaka mzee binamu", "السيد السيدة الأستاذ الأستاذة عمي عمتي خالي خالتي أم أبو الدكتور الدكتورة القاضي")

	// usual are written with a capital and name nobody.
	usual = set("i i'm i've i'll i'd god lord english filipino tagalog cebuano spanish swahili arabic internet facebook monday tuesday wednesday thursday friday saturday sunday christmas easter",
		"diyos ginoo lunes martes miyerkules huwebes biyernes sabado linggo pasko", "dios navidad español", "mungu kiswahili krismasi jumatatu jumanne jumatano alhamisi ijumaa jumamosi jumapili")

	// small are too small to point anywhere.
	small = set("the a an my our his her their this that of on and or in at to it we he she they when", "ang ng mga sa at ay ko mo niya namin natin ito",
		"og ug nga akong among iyang kini", "el la los las un una mi mis su sus de del y o que en", "ya wa na kwa ni la za cha yangu yetu hii", "في من على إلى و أو هذا هذه التي الذي")

	// everyday words are long and yet in everybody's mouth.
	everyday = set("about after again because before could every going group never other people really should their there these thing things think those time today together tomorrow want where which while would yesterday little still always morning evening night being first friend friends happy",
		"ngayon kasi siguro palagi talaga lahat tayong kaming sila kanila kahapon bukas araw gabi umaga kaibigan masaya mahirap hindi gusto pwede puwede",
		"karon tingali kanunay tanan kitang kaming sila kanila kagahapon ugma adlaw gabii buntag higala lisod",
		"ahora porque siempre nunca todos todas nosotros nosotras ellos ellas ayer mañana noche amigas amigos mucho mucha quiero puedo cuando donde también después antes",
		"sasa kwamba daima kamwe wote pamoja kesho usiku asubuhi rafiki marafiki furaha ngumu sana tena kabla baada watu kila",
		"الآن لأنني لأن دائما أبدا الجميع أمس غدا صباح مساء صديقة صديقات كثيرا أيضا بعدما قبلما")
)
