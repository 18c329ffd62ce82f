package guard

import (
	"strings"

	"tinig/server/moderation/folded"
)

// The lists are of English, Filipino, Cebuano, Spanish, Swahili and Arabic, folded as a text is before it is looked through.
var (
	providers = set("gmail yahoo hotmail outlook icloud proton protonmail ymail rocketmail aol live جيميل ياهو هوتميل gmail.com yahoo.com")
	ats       = set("at arroba sa kwenye kwa آت أت ات at-sign et")
	dots      = set("dot punto tuldok nukta نقطة دوت point kuldlit")
	joins     = set("underscore dash guion gitling kistari شرطة")
	endings   = set("com org net edu gov info me io co ph ke tz ug es mx ar pe cl eg jo lb sa ae ma sy iq uk us ca au app link page site online xyz tv gg ly ee be to live club shop example test كوم")
	// clear are endings that aren't words of a language too.
	clear = set("com net org ph info كوم edu")

	services = set("facebook fb messenger instagram insta ig tiktok telegram whatsapp snapchat snap viber discord twitter wechat line skype roblox youtube gcash signal",
		"فيسبوك انستغرام انستقرام انستا تيليجرام تلجرام واتساب سناب سنابشات تيك")
	// everyday are those that are words of a language too: behind them only what looks like no word is a name.
	everyday = set("line signal discord snap")
	is       = set("is es ay ni kay هو")
	naming   = set("name named username user account handle id pangalan ngalan usuario cuenta nombre llamo naitwa jina akaunti حسابي اسمي باسم يوزر حساب",
		"as bilang como kama called llamada llamado")
	fillers = set("ko kong ako nako akong akoa akoy akin sa sakin natin my me mi there dito doon nasa diri yangu langu wangu the on her his su sa niya niyang iyang ng nga tok توك على you find add also hapa kwa en")
	on      = set("on sa en kwenye katika على in")

	calls = set("call text txt phone cell cellphone mobile tel number telephone sms ring whatsapp viber gcash numbers",
		"tawagan tawag itext i-text numero cp selpon telepono kontak kontakin tumawag",
		"tawgi tawga texta numero kontaka",
		"llama llamame llamar telefono celular movil numero escribeme marca",
		"simu piga namba nipigie nambari whatsapp mpesa m-pesa",
		"رقم رقمي اتصل اتصلي هاتف هاتفي جوال جوالي موبايل تلفون رقمه رقمها موبايلي اتصلوا كلمني")
	cards = set("passport id sss tin philhealth umid lrn psn philsys voter license licence account case docket student ssn gsis pagibig pag-ibig acct",
		"pasaporte lisensya kaso", "dni nie cedula curp expediente pasaporte identidad carne matricula licencia cuenta rut clabe",
		"kitambulisho pasipoti nida kesi leseni nin akaunti", "هوية هويتي جواز جوازي القضية قضية بطاقة بطاقتي حساب الهوية الجواز البطاقة الرقم القومي الوطني")
	money = set("php pesos peso piso php. usd dollars dollar ksh kes tsh shillings shilling shilingi tzs ugx euros euro dolares soles pounds riyal dinar",
		"جنيه دولار ريال دينار درهم ليرة votes people tao katao ka personas watu kura votos شخص صوت percent libo mil")

	// codes of countries (ITU-T E.164).
	codes = strings.Fields("63 254 255 256 250 257 243 34 52 54 56 57 51 58 593 502 503 504 505 506 507 591 595 598 53 20 962 961 966 971 963 964 965 967 968 970 972 973 974 212 213 216 218 249 1 44 61 65 60 62 82 81 49 33 39 31")

	numerals = values("zero one two three four five six seven eight nine", "sero isa dalawa tatlo apat lima anim pito walo siyam",
		"zero uno dos tres kwatro singko sais syete otso nuwebe", "sero uno dos tres kuwatro singko seis siyete otso nwebe",
		"wala usa duha tulo upat lima unom pito walo siyam", "cero uno dos tres cuatro cinco seis siete ocho nueve",
		"sifuri moja mbili tatu nne tano sita saba nane tisa", "صفر واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة",
		"صفر واحد اثنين ثلاث اربع خمس ست سبع ثمان تسع", "oh uno dos tres kwatro singko sais siete otso nuebe", "zero wan tu tri for faiv siks sevn eyt nayn", "o واحده اتنين تلاتة اربعه خمسه سته سبعه تمانية تسعه")
	twice = set("double triple doble مرتين")

	born = set("born birthday birthdate birth bday dob b-day birthdays birthday's", "ipinanganak kaarawan pinanganak kapanganakan isinilang kaarawang", "natawhan adlawng adlaw'ng natawo pagkatawo bertdey bertday birthdayhan",
		"naci nacida nacido nacimiento cumpleanos cumplo nacio cumple", "nilizaliwa kuzaliwa alizaliwa amezaliwa nimezaliwa", "ولدت ميلادي مواليد ميلاد ولادتي ولادة مولودة مولود ولد مواليدي ميلادها ميلاده")
	months = set("january february march april may june july august september october november december jan feb mar apr jun jul aug sept sep oct nov dec",
		"enero pebrero marso abril mayo hunyo hulyo agosto setyembre oktubre nobyembre disyembre septyembre",
		"febrero marzo junio julio septiembre setiembre octubre noviembre diciembre",
		"januari februari machi aprili mei juni julai agosti septemba oktoba novemba desemba",
		"يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر شباط آذار نيسان أيار حزيران تموز آب أيلول")
	particles = set("of de del ng sa a'ng ang ika ika- mwezi wa mwaka من عام سنة the noong niadtong year in")

	school = set("school college university academy kindergarten seminary highschool elementary", "paaralan eskwelahan kolehiyo unibersidad akademya paaralang eskuwelahan", "tunghaan iskul iskwelahan eskuylahan",
		"escuela colegio universidad instituto liceo preparatoria secundaria", "shule chuo sekondari chekechea", "مدرسة جامعة كلية معهد ثانوية مدرستي:")
	// step are what a school is, before its word.
	step = set("elementary national central high primary secondary integrated memorial senior junior middle science christian catholic boarding girls boys state")
	// generic are parts of names that name nothing alone.
	generic = set("public private high primary secondary elementary national middle night boarding new old sunday senior junior day nursery grade summer law medical state international local online our my the this that every first second next same big small free nueva nuevo segura",
		"جديدة كبيرة صغيرة ثانوية ابتدائية خاصة حكومية بعيدة قريبة جيدة أخرى جديد قديم كبير صغير شعبي آخر بعيد قريب هادئ داخلية مهنية ليلية عامة واحدة واسع ضيق مظلم للبنات للأولاد آمن نائية فقيرة فقير جميلة الطب القانون الحقوق التمريض السكن السكني")

	houses = set("blk block lot unit house apt apartment bldg building floor plot box flat bahay nyumba edificio piso casa departamento apartamento depto balay عمارة بناية شقة منزل قطعة مبنى ph:")
	// parts are those that a book or a hall has too: with nothing but one number beside them they lead nowhere when it is small.
	parts       = set("unit house building bldg floor box piso")
	marks       = set("no no. number # num numero namba nambari رقم blk block lot nro")
	street      = set("street st road rd avenue ave lane ln drive boulevard blvd highway hwy extension kalye kalsada dalan calle avenida carrera jiron pasaje callejon mtaa barabara شارع زقاق kanto")
	streetFirst = set("kalye kalsada dalan calle avenida carrera jiron pasaje callejon mtaa barabara شارع زقاق kanto")

	place = set("barangay brgy bgy baranggay sitio purok phase zone ", "barrio colonia vereda aldea caserio urbanizacion", "kijiji kitongoji kata mtaa", "قرية حي مخيم حارة عزبة ضيعة")
	// strictly are those of which a number is a name too.
	strictly   = set("barangay brgy bgy baranggay purok phase zone sitio subdivision vereda كتلة حي مخيم")
	placeAfter = set("village subdivision subd estate compound homes hills heights townhomes residences barangay")
	saint      = set("san santa santo sta sto st saint mt santisima poblacion upper lower")
	joiner     = set("ng nga sa ya wa cha la las los de del el of called named in is na pa no ni ay named: kwa zone llamada llamado tinatawag اسمها اسمه تسمى ginganlan")

	// plain are everyday words that begin sentences or stand beside a place's word, and name nobody.
	plain = set("the a an my our his her their this that these those of on and or in at to it we he she they when i i'm you your if after before every each some no not for from with but so as is was are were there here then what who how why which where one two all any",
		"walking near behind beside cross across down along live lives lived go went goes left right next same main small big busy dark long narrow wide whole",
		"captain hall tanod officials official chairman council level court health road day clinic worker workers secretary leader leaders leads bus system board fees fee year uniform work help supplies nurse teacher counselor project",
		"ang ng mga sa at ay ko mo niya namin natin ito si sina kami tayo ako ikaw siya sila dito doon kung para hindi may mayroon wala na pa ba po rin din lang nang noong dahil pero kapag",
		"og ug nga akong among iyang kini si ang kita kami ako ikaw siya sila dinhi didto kung para dili adunay wala usab lang apan kay",
		"el la los las un una mi mis su sus de del y o que en con por para es son fue hay cuando donde porque pero no si yo tu ella nosotros cerca lejos principal publica municipal vecina",
		"ya wa na kwa ni la za cha yangu yetu hii huo hiyo ile mimi sisi wewe yeye wao kama lakini kila siku yake wetu chetu changu langu kuu mdogo mkubwa jirani",
		"في من على إلى و أو هذا هذه التي الذي هو هي انا نحن كان كانت مع عن لا ثم لكن بعد قبل كل حيث عند إذا حتى قد تم وهي وهو الى ما يوم كما لأن لم لن هناك هنا بلا بدون يشبه بين مثل طويل مزدحم")
)

// values are the words for 0 to 9, language by language.
func values(rows ...string) map[string]int {
	all := map[string]int{}
	for _, row := range rows {
		for i, w := range strings.Fields(row) {
			all[folded.Of(w).Folded] = i
		}
	}
	return all
}
